//! Reading, over the whole house: what is written is found, explained, and taught on pages, by
//! interface and by command.

mod command;
mod page;
