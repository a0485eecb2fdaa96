//! Referrals, newest first.

use vigie_domain::{Actor, Permission, Referral};
use vigie_store::{Page, ReferralCursor, ReferralFilter};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Most referrals of one page.
const PAGE_REFERRALS_MAX: u32 = 200;

/// A page of referrals.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_referrals(
    desk: &Desk,
    actor: &Actor,
    filter: &ReferralFilter,
    after: Option<ReferralCursor>,
    limit: u32,
) -> Result<Page<Referral, ReferralCursor>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let limit = limit.clamp(1, PAGE_REFERRALS_MAX);
    Ok(desk
        .store()
        .referrals(desk.id, filter, after, limit)
        .await?)
}
