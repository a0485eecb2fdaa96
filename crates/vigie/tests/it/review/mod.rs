//! Reviews: the second person looks without knowing.

mod record;
