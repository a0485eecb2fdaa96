//! Pages as they are written, and as nobody should write them.

use proptest::prelude::*;

use super::*;

fn read(html: &str) -> Page {
    let base = Url::parse("http://site.test/a/b.html").unwrap();
    parse_page(html.as_bytes(), "text/html; charset=utf-8", &base, 10_000)
}

/// Goal: what a person reads, in the order of the page, and nothing a person does not see.
#[test]
fn readable_text_is_what_a_person_reads() {
    let page = read(
        "<!doctype html><html><head><title> A &amp; B\n page </title><style>p{}</style>\
         <script>var x = '<p>no</p>';</script></head><body><!-- no <p>no</p> -->\
         <h1>Head</h1><p>One <b>bold</b>&nbsp;word.<br>Next line</p><ul><li>a<li>b</ul>\
         <template>no</template><p>1 < 2</p></body></html>",
    );
    assert_eq!(page.title.as_deref(), Some("A & B page"));
    assert_eq!(page.text, "Head\nOne bold word.\nNext line\na\nb\n1 < 2");
}

/// Goal: the page's own media, absolute, once each; links to other things are not media.
#[test]
fn media_are_the_pages_own() {
    let page = read(
        r#"<base href="/media/"><img src="one.png"><img src='one.png#x'><img alt=x SRC=two.jpg>
        <picture><source srcset=" three-1x.webp 1x, three-2x.webp 2x"></picture>
        <video src="/v.mp4" poster="//cdn.test/p.jpg"><source src=v.webm><track src="/v.vtt"></video>
        <meta property="og:image" content="https://site.test/og.png?a=1&amp;b=2">
        <link rel="stylesheet" href="s.css"><a href="archive.zip">a file</a>
        <img src="data:image/png;base64,AAAA"><img src="javascript:x"><img src="file:///etc/x">
        <script><img src="no.png"></script>"#,
    );
    let media: Vec<&str> = page.media.iter().map(Url::as_str).collect();
    assert_eq!(
        media,
        [
            "http://site.test/media/one.png",
            "http://site.test/media/two.jpg",
            "http://site.test/media/three-1x.webp",
            "http://site.test/v.mp4",
            "http://cdn.test/p.jpg",
            "http://site.test/media/v.webm",
            "http://site.test/v.vtt",
            "https://site.test/og.png?a=1&b=2",
        ]
    );
}

/// Goal: pages that are not UTF-8 are read in the encoding they say, or the likeliest.
#[test]
fn other_encodings_are_read() {
    let base = Url::parse("http://site.test/").unwrap();
    let read = |bytes: &[u8], content_type: &str| {
        let page = parse_page(bytes, content_type, &base, 1000);
        (page.text, page.encoding)
    };
    let arabic = encoding_rs::WINDOWS_1256
        .encode("<p>جملة بسيطة")
        .0
        .into_owned();
    let expected = ("جملة بسيطة".to_owned(), "windows-1256");
    assert_eq!(read(&arabic, "text/html; charset=windows-1256"), expected);
    let declared = [
        b"<meta http-equiv=x content='text/html; charset=windows-1256'>",
        &*arabic,
    ];
    assert_eq!(read(&declared.concat(), "text/html"), expected);
    assert_eq!(
        read(b"<p>caf\xe9", "text/html"),
        ("café".to_owned(), "windows-1252")
    );
    let utf16: Vec<u8> = "\u{feff}<p>été"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&utf16, "text/html"), ("été".to_owned(), "UTF-16LE"));
}

/// Goal: text ends at its limit, and says so.
#[test]
fn text_ends_at_its_limit() {
    let base = Url::parse("http://site.test/").unwrap();
    let page = parse_page("<p>éé é".as_bytes(), "text/html;charset=utf-8", &base, 5);
    assert_eq!((page.text.as_str(), page.is_text_cut), ("éé", true));
}

proptest! {
    /// Goal: no page makes the scanner panic or lose its way.
    #[test]
    fn any_page_is_read(parts in proptest::collection::vec("[<>/!a-c=\"' &#;\u{e9}\u{62c}-]{0,6}|<img src=|<script>|</script|<!--|-->|<title>|&#x|<base href=", 0..40)) {
        let html = parts.concat();
        let page = read(&html);
        prop_assert!(page.text.len() <= 10_000);
        prop_assert!(!page.text.contains("  "));
    }
}
