//! Several desks in one database.

mod other;
