//! Pages: what a browser is shown, and what it may do.

mod answer;
mod door;
mod order;
mod review;
mod rule;
