//! Limits on what anybody may ask how often. Counted in this process; each server counts its own.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use vigie_domain::ApiKeyId;

use crate::config::Config;
use crate::failure::Failure;

/// Checks after which keys that are idle are forgotten, so that the tables stay small.
const SWEEP_CHECKS: u32 = 1_024;

/// Every limit of the house.
pub(crate) struct Limits {
    sign_in_login: Limit<u64>,
    sign_in_address: Limit<IpAddr>,
    report_address: Limit<IpAddr>,
    complaint_address: Limit<IpAddr>,
    answer_address: Limit<IpAddr>,
    api_key: Limit<ApiKeyId>,
}

impl Limits {
    pub(crate) fn new(config: &Config, desk: &vigie_desk::Config) -> Self {
        let minute = |per| Quota::per_minute(at_least_one(per));
        let hour = |per| Quota::per_hour(at_least_one(per));
        Self {
            sign_in_login: Limit::new(minute(config.sign_ins_per_login_per_minute)),
            sign_in_address: Limit::new(minute(config.sign_ins_per_address_per_minute)),
            report_address: Limit::new(hour(desk.intake.public_reports_per_hour)),
            complaint_address: Limit::new(hour(desk.complaint.complaints_per_hour)),
            answer_address: Limit::new(minute(config.answers_per_address_per_minute)),
            api_key: Limit::new(minute(config.requests_per_key_per_minute)),
        }
    }

    /// One attempt to sign in.
    pub(crate) fn check_sign_in(&self, login: &str, address: IpAddr) -> Result<(), Failure> {
        self.sign_in_address.check(&address)?;
        // The login itself is not kept: a list of who tried to sign in is nobody's to read.
        let folded = login.trim().to_lowercase();
        self.sign_in_login.check(&hash_login(folded.as_bytes()))
    }

    /// One report through the public form.
    pub(crate) fn check_report(&self, address: IpAddr) -> Result<(), Failure> {
        self.report_address.check(&address)
    }

    /// One complaint through the public door.
    pub(crate) fn check_complaint(&self, address: IpAddr) -> Result<(), Failure> {
        self.complaint_address.check(&address)
    }

    /// One request for an answer link or the token of a complaint.
    pub(crate) fn check_answer(&self, address: IpAddr) -> Result<(), Failure> {
        self.answer_address.check(&address)
    }

    /// One request with a key of the programming interface.
    pub(crate) fn check_key(&self, key: ApiKeyId) -> Result<(), Failure> {
        self.api_key.check(&key)
    }
}

struct Limit<K: Clone + Eq + Hash> {
    limiter: DefaultKeyedRateLimiter<K>,
    checks: AtomicU32,
}

impl<K: Clone + Eq + Hash> Limit<K> {
    fn new(quota: Quota) -> Self {
        Self {
            limiter: RateLimiter::keyed(quota),
            checks: AtomicU32::new(0),
        }
    }

    fn check(&self, key: &K) -> Result<(), Failure> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_CHECKS == SWEEP_CHECKS - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let retry_after_ms = i64::try_from(wait.as_millis())
                .unwrap_or(i64::MAX)
                .max(1_000);
            Failure::TooMany { retry_after_ms }
        })
    }
}

fn at_least_one(value: u32) -> NonZeroU32 {
    NonZeroU32::new(value).unwrap_or(NonZeroU32::MIN)
}

/// A keyed hash with this process's own key, so that nobody can make logins collide.
fn hash_login(bytes: &[u8]) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    use std::sync::LazyLock;
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    KEY.hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a limit stops the one who asks too often and nobody else, and says when to come back.
    #[test]
    fn one_caller_is_stopped_and_the_others_are_not() {
        let mut desk = vigie_desk::Config::default();
        desk.intake.public_reports_per_hour = 2;
        desk.complaint.complaints_per_hour = 1;
        let limits = Limits::new(&Config::for_testing(), &desk);
        let [first, second] = [IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2])];
        assert!(limits.check_report(first).is_ok());
        assert!(limits.check_report(first).is_ok());
        let refused = limits.check_report(first);
        assert!(
            matches!(refused, Err(Failure::TooMany { retry_after_ms }) if retry_after_ms >= 1_000)
        );
        assert!(limits.check_report(second).is_ok());
        assert!(limits.check_complaint(first).is_ok());
        assert!(limits.check_complaint(first).is_err());
        assert!(limits.check_complaint(second).is_ok());
    }

    /// Goal: guessing one person's password is stopped whatever address it comes from.
    #[test]
    fn a_login_is_guarded_across_addresses() {
        let limits = Limits::new(&Config::for_testing(), &vigie_desk::Config::default());
        let from = |last: u8| IpAddr::from([192, 0, 2, last]);
        for last in 0..3 {
            assert!(limits.check_sign_in("Amina", from(last)).is_ok());
        }
        assert!(limits.check_sign_in(" amina ", from(9)).is_err());
        assert!(limits.check_sign_in("bruno", from(9)).is_ok());
    }
}
