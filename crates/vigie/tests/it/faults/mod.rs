//! The world fails: nothing is half done, nothing is done twice, and somebody can see it.

mod commit;
mod relay;
mod resolver;
