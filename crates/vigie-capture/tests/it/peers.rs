//! Files for other people's programs: written where `VIGIE_WARC_OUT` says, checked by
//! `script/peers/warc.sh`.

use crate::site::{Answer, PICTURE, Site, capturer, noon};
use vigie_capture::{Supplied, SuppliedForm};
use vigie_format::warc::{WarcLimits, parse_warc};

/// Goal: every kind of record we write, in files that strangers' readers are then given.
#[tokio::test]
async fn files_for_strangers() {
    let own = tempfile::tempdir().unwrap();
    let given = std::env::var_os("VIGIE_WARC_OUT").map(std::path::PathBuf::from);
    let folder = given.unwrap_or_else(|| own.path().to_owned());
    let site = Site::open().await;
    site.redirect("/short", "/item?b=2&a=1");
    site.html(
        "/item?b=2&a=1",
        "<title>Zeta</title><p>جملة بسيطة, une phrase<img src=/a.png><img src=/chunked.png><img src=/cut.png>",
    );
    site.page("/a.png", 200, "Content-Type: image/png\r\n", PICTURE);
    let mut chunked =
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
    for part in PICTURE.chunks(16) {
        chunked.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        chunked.extend_from_slice(part);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    site.put("/chunked.png", Answer::Wire(chunked));
    let cut = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 500\r\n\r\n\x89PNG";
    site.put("/cut.png", Answer::Wire(cut.to_vec()));
    site.page(
        "/packed",
        200,
        "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
        &crate::capture::gzip(b"<title>Packed</title><p>A sentence"),
    );
    let latin = b"<title>caf\xe9</title>";
    site.page(
        "/latin",
        200,
        "Content-Type: text/html; charset=iso-8859-1\r\n",
        latin,
    );
    site.page("/gone", 410, "Content-Type: text/html\r\n", b"<p>gone");
    for (name, path) in [
        ("page", "/short"),
        ("packed", "/packed"),
        ("latin", "/latin"),
        ("gone", "/gone"),
    ] {
        let captured = capturer().capture(&site.url(path), noon()).await.unwrap();
        let file = folder.join(format!("{name}.warc.gz"));
        std::fs::write(&file, &captured.warc).unwrap();
        let said: Vec<String> = captured
            .records
            .iter()
            .filter(|record| record.status.is_some())
            .map(|record| format!("{}\t{}\n", record.url, record.sha256))
            .collect();
        std::fs::write(file.with_extension("gz.tsv"), said.concat()).unwrap();
    }
    let form = SuppliedForm::File {
        name: "shot.png".to_owned(),
        bytes: PICTURE.to_vec(),
    };
    let supplied = Supplied {
        form,
        by: "a partner".to_owned(),
        taken_by: None,
        url: None,
    };
    let taken = capturer().take_in(supplied, noon()).await.unwrap();
    std::fs::write(folder.join("upload.warc.gz"), &taken.warc).unwrap();

    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "gz") {
            let (records, defects) =
                parse_warc(&std::fs::read(&path).unwrap(), &WarcLimits::default());
            assert!(defects.is_empty(), "{}: {defects:?}", path.display());
            assert!(records.iter().all(|record| record.verify().is_sound()));
            count += 1;
        }
    }
    assert_eq!(count, 5);
}
