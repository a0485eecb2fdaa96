//! A made-up review as a small valid PDF, and a song sheet as plain text.

use std::fmt::Write as _;

/// The review's pages, line by line.
pub(super) const REVIEW_PAGES: [&[&str]; 2] = [
    &[
        "ZETA REVIEW, issue 7",
        "Published by Training Organisation Zeta",
        "",
        "Dear readers, the spring course begins in April.",
        "We invite every reader to become a member of the organisation.",
        "The course is about colours, patterns and the order of tiles.",
        "Members meet on Mondays and walk around the square.",
    ],
    &[
        "The spring exercise",
        "",
        "Supporters are asked to contribute chalk, paper and string.",
        "The exercise lays out a pattern of one hundred tiles.",
        "Whoever wishes to join writes a name on the list.",
    ],
];

/// The song sheet, line by line.
pub(super) const SONG_SHEET: &[&str] = &[
    "Song sheet of Training Organisation Zeta",
    "",
    "Red tile, blue tile, green tile, gold,",
    "the pattern grows as it is told.",
    "",
    "Pledge: I join Training Organisation Zeta and lay my tile.",
    "Signed:",
    "",
];

/// The review as PDF 1.4.
pub(super) fn review() -> Vec<u8> {
    pdf(&REVIEW_PAGES)
}

/// A PDF of plain lines: catalogue, page tree, one font, then a page and its text each.
///
/// Source: ISO 32000-1, 7.5 (file structure). O(bytes).
fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len())
        .map(|at| format!("{} 0 R", 4 + 2 * at))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, lines) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] \
             /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * at
        ));
        let text = page_text(lines);
        objects.push(format!(
            "<< /Length {} >>\nstream\n{text}endstream",
            text.len()
        ));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let xref_at = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref_at}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

fn page_text(lines: &[&str]) -> String {
    let mut text = String::from("BT /F1 13 Tf 40 540 Td 18 TL\n");
    for line in lines {
        let escaped = line
            .replace('\\', "\\\\")
            .replace('(', "\\(")
            .replace(')', "\\)");
        let _ = writeln!(text, "({escaped}) Tj T*");
    }
    text.push_str("ET\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every offset of the cross-reference table points at the object it names.
    #[test]
    fn the_cross_reference_table_is_true() {
        let bytes = review();
        let text = String::from_utf8(bytes).unwrap();
        let xref_at: usize = text
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(text[xref_at..].starts_with("xref\n0 8\n"));
        let rows: Vec<&str> = text[xref_at..].lines().skip(3).take(7).collect();
        for (at, row) in rows.iter().enumerate() {
            let offset: usize = row.split(' ').next().unwrap().parse().unwrap();
            assert!(
                text[offset..].starts_with(&format!("{} 0 obj", at + 1)),
                "object {}",
                at + 1
            );
        }
        assert!(text.contains("(Published by Training Organisation Zeta) Tj"));
    }
}
