//! The interface over a real desk in a temporary folder, asked as a program asks.

mod blind;
mod code;
mod hma;
mod item;
mod refuse;
mod spec;
mod support;
