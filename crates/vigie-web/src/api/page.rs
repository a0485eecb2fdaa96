//! Pages of lists: a cursor says where a page ended, and means nothing to anybody but this desk.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;
use vigie_desk::DeskError;

/// Rows of a page when nobody says.
const LIMIT_DEFAULT: u32 = 50;
/// Most rows of a page.
pub(super) const LIMIT_MAX: u32 = 200;

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// `next` of the page before.
    #[param(nullable = false)]
    pub(super) cursor: Option<Cursor>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    pub(super) limit: Option<u32>,
}

impl PageQuery {
    /// Rows to be read.
    pub(super) fn limit(&self) -> u32 {
        limit_of(self.limit)
    }
}

/// Rows to be read, within the limits.
pub(super) fn limit_of(asked: Option<u32>) -> u32 {
    asked.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX)
}

/// Where a page ended: numbers and an id, written so that nobody builds one by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub(super) struct Cursor(String);

impl Cursor {
    /// The cursor after a row with these sort numbers and this id.
    pub(super) fn after(numbers: &[i64], id: Uuid) -> Self {
        let mut parts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        parts.push(id.simple().to_string());
        Self(hex::encode(parts.join(".")))
    }

    /// What was put in, when it is as many numbers as asked for.
    pub(super) fn open<const N: usize>(&self) -> Result<([i64; N], Uuid), DeskError> {
        self.read().ok_or_else(|| {
            let detail = "this cursor is none of this list; take `next` of its last page";
            DeskError::input("cursor_malformed", detail)
        })
    }

    fn read<const N: usize>(&self) -> Option<([i64; N], Uuid)> {
        let text = String::from_utf8(hex::decode(&self.0).ok()?).ok()?;
        let mut parts: Vec<&str> = text.split('.').collect();
        let id = parts.pop()?.parse().ok()?;
        let numbers: Result<Vec<i64>, _> = parts.into_iter().map(str::parse).collect();
        Some((numbers.ok()?.try_into().ok()?, id))
    }
}

/// One page of rows the desk gives whole, in the order of their ids, which is that of their making.
pub(super) fn cut<T>(
    mut rows: Vec<T>,
    id: impl Fn(&T) -> Uuid,
    query: &PageQuery,
) -> Result<(Vec<T>, Option<Cursor>), DeskError> {
    rows.sort_by_key(|row| id(row));
    if let Some(cursor) = &query.cursor {
        let ([], last) = cursor.open::<0>()?;
        rows.retain(|row| id(row) > last);
    }
    let limit = usize::try_from(query.limit()).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|row| Cursor::after(&[], id(row)));
    Ok((rows, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a cursor comes back as it went, and nothing else opens.
    #[test]
    fn cursors_come_back() {
        let id = Uuid::from_u128(7);
        let cursor = Cursor::after(&[400, -3], id);
        assert_eq!(cursor.open::<2>().unwrap(), ([400, -3], id));
        assert!(cursor.open::<1>().is_err(), "of another list");
        for bad in ["", "zz", "00", &hex::encode("1.x.y"), &"41".repeat(10_000)] {
            assert!(Cursor(bad.to_owned()).open::<1>().is_err(), "{bad:.20}");
        }
    }

    /// Goal: pages of a whole list meet without a gap or a repeat, and the last says so.
    #[test]
    fn pages_of_a_whole_list_meet() {
        let rows: Vec<Uuid> = (1..=5).rev().map(Uuid::from_u128).collect();
        let mut query = PageQuery {
            cursor: None,
            limit: Some(2),
        };
        let mut seen = Vec::new();
        loop {
            let (page, next) = cut(rows.clone(), |id| *id, &query).unwrap();
            seen.extend(page);
            query.cursor = next;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, (1..=5).map(Uuid::from_u128).collect::<Vec<_>>());
    }
}
