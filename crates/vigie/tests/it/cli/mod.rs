//! The command line: what is promised of exit codes, words and files.

mod backup;
mod bank;
mod capture;
mod config;
mod designation;
mod doctor;
mod exhibit;
mod hash;
mod hash_damaged;
mod index;
mod init;
mod item;
mod legal;
mod list;
mod log;
mod mail;
mod protected;
mod recheck;
mod refusal;
mod serve;
mod text;
mod user;
