//! Referrals: every guard is a refusal, and what leaves, leaves once.

mod answer;
mod approve;
mod dispatch;
mod draft;
mod mail;
