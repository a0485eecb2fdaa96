//! The one kind of JSON that lists of frames and pages are: an array of strings without escapes.
//!
//! Their fields are digits and commas, so a backslash belongs to no list; read in place, because
//! a list may hold tens of thousands of them.

/// The strings of a JSON array, in order; an error is the byte where it stops being one.
pub(crate) struct Strings<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Strings<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Steps over `mark`, if it is next.
    fn take(&mut self, mark: &str) -> bool {
        self.skip_space();
        let is_next = self.rest().starts_with(mark);
        self.at += if is_next { mark.len() } else { 0 };
        is_next
    }

    /// The next string; `None` at the end of the array and of the text.
    fn step(&mut self) -> Result<Option<&'a str>, usize> {
        let is_first = self.at == 0;
        if is_first && !self.take("[") {
            return Err(self.at);
        }
        if self.take("]") {
            self.skip_space();
            return if self.rest().is_empty() {
                Ok(None)
            } else {
                Err(self.at)
            };
        }
        if (!is_first && !self.take(",")) || !self.take("\"") {
            return Err(self.at);
        }
        let start = self.at;
        let end = self.rest().find(['"', '\\']).ok_or(start)?;
        self.at += end;
        if !self.take("\"") {
            return Err(self.at);
        }
        Ok(Some(&self.text[start..start + end]))
    }
}

impl<'a> Iterator for Strings<'a> {
    type Item = Result<&'a str, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        // Once the array has ended there is nothing left to read.
        if self.at > 0 && self.rest().is_empty() {
            return None;
        }
        match self.step() {
            Ok(found) => found.map(Ok),
            Err(at) => {
                self.at = self.text.len();
                Some(Err(at))
            }
        }
    }
}
