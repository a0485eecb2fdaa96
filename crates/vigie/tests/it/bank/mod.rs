//! Banks as teams use them, over the whole house.

mod command;
mod explain;
mod files;
mod serve;
