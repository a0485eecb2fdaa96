//! What `ffmpeg` says beside the frames: when each is shown, what the file announces, what broke.
//!
//! Lines look like `[context @ 0x…] [level] text`. Everything a file itself says (titles, names) is
//! printed behind four spaces at least and says nothing here; all of it is only ever a claim.

/// Longest line that is looked at; the rest of it is passed over.
const LINE_BYTES_MAX: usize = 2_048;

/// Longest complaint that is passed on.
const COMPLAINT_CHARS_MAX: usize = 160;

/// Times kept at most, whatever is printed.
const TIMES_MAX: usize = 100_000;

/// The log so far.
#[derive(Debug, Default)]
pub(super) struct Log {
    line: Vec<u8>,
    /// When each frame is shown.
    pub(super) times_ms: Vec<u32>,
    /// Size of the first frame as it was decoded.
    pub(super) size: Option<(u32, u32)>,
    /// What the file says of its own length.
    pub(super) announced_ms: Option<u64>,
    pub(super) has_video: bool,
    pub(super) has_audio: bool,
    /// Streams of subtitles, of text or of pictures.
    pub(super) subtitles: usize,
    /// Complaints about the file, and the first of them.
    pub(super) complaints: u32,
    pub(super) first_complaint: Option<String>,
}

impl Log {
    /// Takes the next bytes of the log.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if matches!(byte, b'\n' | b'\r') {
                let line = std::mem::take(&mut self.line);
                self.take(&String::from_utf8_lossy(&line));
            } else if self.line.len() < LINE_BYTES_MAX {
                self.line.push(*byte);
            }
        }
    }

    fn take(&mut self, line: &str) {
        let (context, rest) = match line.split_once("] [") {
            Some((context, rest)) if context.starts_with('[') => (context, rest),
            _ => ("", line.strip_prefix('[').unwrap_or(line)),
        };
        let Some((level, text)) = rest.split_once("] ") else {
            return;
        };
        match level {
            "info" if context.starts_with("[Parsed_showinfo") => self.take_frame(text),
            "info" => self.take_claim(text),
            "warning" if text.contains("partial file") => self.complain(text),
            "error" | "fatal" | "panic" => self.complain(text),
            _ => {}
        }
    }

    /// `n:   0 pts:      0 pts_time:0.033 … s:480x720 …`.
    fn take_frame(&mut self, text: &str) {
        let Some(time) = field(text, " pts_time:") else {
            return;
        };
        let seconds: f64 = time.parse().unwrap_or(0.0);
        if self.times_ms.len() < TIMES_MAX {
            self.times_ms.push(milliseconds(seconds));
        }
        if self.size.is_none() {
            self.size = field(text, " s:").and_then(|size| {
                let (width, height) = size.split_once('x')?;
                Some((width.parse().ok()?, height.parse().ok()?))
            });
        }
    }

    /// `  Duration: 00:00:18.80, …` and `  Stream #0:1(und): Audio: …`.
    fn take_claim(&mut self, text: &str) {
        if let Some(claim) = text.strip_prefix("  Duration: ") {
            self.announced_ms = duration_ms(claim.split(',').next().unwrap_or_default());
        }
        if text.starts_with("  Stream #0:") {
            self.has_audio |= text.contains(": Audio: ");
            self.subtitles += usize::from(text.contains(": Subtitle: "));
            // A cover picture is a stream too, and no video.
            self.has_video |= text.contains(": Video: ") && !text.contains("(attached pic)");
        }
    }

    fn complain(&mut self, text: &str) {
        self.complaints = self.complaints.saturating_add(1);
        if self.first_complaint.is_none() {
            let text = text.rsplit("/fd/0: ").next().unwrap_or(text);
            let words = text.chars().filter(|c| !c.is_control());
            self.first_complaint = Some(words.take(COMPLAINT_CHARS_MAX).collect());
        }
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = text.split_once(name)?;
    value.split_ascii_whitespace().next()
}

/// `00:00:18.80` in milliseconds; `N/A` says nothing.
fn duration_ms(text: &str) -> Option<u64> {
    let mut parts = text.split(':');
    let hours: u64 = parts.next()?.trim().parse().ok()?;
    let minutes: u64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next()?.parse().ok()?;
    let whole = hours
        .checked_mul(60)?
        .checked_add(minutes)?
        .checked_mul(60_000)?;
    whole.checked_add(milliseconds(seconds).into())
}

fn milliseconds(seconds: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the conversion saturates, and nothing here is a reason to stop"
    )]
    let milliseconds = (seconds * 1000.0).round() as u32;
    milliseconds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the lines that matter are read, and titles that imitate them are not.
    #[test]
    fn claims_of_titles_are_not_believed() {
        let mut log = Log::default();
        log.push(
            b"[info] Input #0, mov,mp4, from '/proc/self/fd/0':\n\
              [info]   Metadata:\n\
              [info]     title           :   Duration: 09:00:00.00,\n\
              [info]                     :   Stream #0:7: Audio: aac\n\
              [info]   Duration: 00:01:02.50, start: 0.000000, bitrate: 1 kb/s\n\
              [info]   Stream #0:0(und): Video: h264 (High)\n\
              [Parsed_showinfo_1 @ 0x55] [info] config in time_base: 1/15360\n\
              [Parsed_showinfo_1 @ 0x55] [info] n:   0 pts:  512 pts_time:0.0333 duration: 1 \
              fmt:yuv420p sar:1/1 s:480x720 i:P iskey:1\n\
              [mov,mp4 @ 0x55] [error] /proc/self/fd/0: partial\x07 file\n",
        );
        assert_eq!(log.announced_ms, Some(62_500));
        assert!(log.has_video && !log.has_audio);
        assert_eq!(
            (log.times_ms.as_slice(), log.size),
            (&[33][..], Some((480, 720)))
        );
        assert_eq!(log.first_complaint.as_deref(), Some("partial file"));
    }

    #[test]
    fn strange_logs_are_survived() {
        let mut log = Log::default();
        log.push(&vec![b'['; 100_000]);
        log.push(b"\n] [\n[] [] \n[Parsed_showinfo_ @] [info] x pts_time:NOPTS\n");
        log.push(b"[info]   Duration: 99999999999999999999:00:00,\n[info]   Duration: N/A\n");
        assert_eq!(
            (log.times_ms.as_slice(), log.announced_ms),
            (&[0][..], None)
        );
    }
}
