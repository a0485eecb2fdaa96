//! Removal orders: the binding instrument, and the three forms it is written and answered in.

pub mod form;
