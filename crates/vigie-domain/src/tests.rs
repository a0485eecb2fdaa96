//! Tests of the nouns together: a whole desk in memory, and what is stored of it.

mod model;
mod stored;
