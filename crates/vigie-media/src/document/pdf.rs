//! PDF: each page rendered and hashed, its letters read, its pictures taken out.
//!
//! `hayro` renders; what it cannot render it leaves out, so a page is never more wrong than what a
//! reader shows. Pictures that are JPEG in the file are hashed as that JPEG would be by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::object::ObjectIdentifier;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::hayro_syntax::{DecryptionError, Filter, LoadPdfError, Pdf};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RasterImage, SoftMask, TransformExt, interpret_page,
};
use hayro::kurbo::{BezPath, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use vigie_match::{PdqHasher, PdqResult};

use super::DocumentDefect;
use super::task::{Collected, PICTURE_SIDE_PX_MIN};
use super::text::Letters;
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::still::Shrinker;

/// Longer side of a rendered page: eight pixels for each point PDQ samples.
const PAGE_SIDE_PX: f32 = 512.0;

/// Longest side of a page that is rendered, in points: the largest PDF allows is 14,400.
const PAGE_SIDE_POINTS_MAX: f32 = 20_000.0;

/// Pictures on one page that are looked at.
const PICTURES_PER_PAGE_MAX: usize = 64;

/// How far from its end a PDF has its end mark. Source: ISO 32000-1, implementation note 18.
const END_MARK_WITHIN_BYTES: usize = 1024;

/// Whether a PDF has its end mark: one that was cut off is mended by readers without a word.
fn has_end_mark(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%%EOF";
    let end = &bytes[bytes.len().saturating_sub(END_MARK_WITHIN_BYTES)..];
    end.windows(MARK.len()).any(|window| window == MARK)
}

/// Reads every page within the limits.
pub(super) fn read(bytes: &[u8], collected: &mut Collected<'_>) -> Result<(), Undecodable> {
    let format = MediaKind::Pdf;
    let broken = |detail: &str| Undecodable::Malformed {
        format,
        detail: detail.to_owned(),
    };
    // Nothing of a document is used after an unwinding.
    let opened = catch_unwind(|| Pdf::new(bytes.to_vec())).map_err(|_| broken("no pages in it"))?;
    let pdf = opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Undecodable::PasswordProtected { format }
        }
        LoadPdfError::Decryption(_) => Undecodable::Unsupported {
            format,
            detail: "its encryption".to_owned(),
        },
        LoadPdfError::Invalid => broken("no pages in it"),
    })?;
    if !has_end_mark(bytes) {
        collected.note(DocumentDefect::CutOff);
    }
    let pages = pdf.pages();
    let room = collected.announce_pages(pages.len());
    let cache = RenderCache::new();
    let mut seen: Vec<ObjectIdentifier> = Vec::new();
    for (at, page) in pages.iter().take(room).enumerate() {
        if !collected.has_time() {
            break;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            read_page(page, &cache, &mut seen, collected)
        }));
        if !matches!(outcome, Ok(Some(()))) {
            let page = u32::try_from(at + 1).unwrap_or(u32::MAX);
            collected.note(DocumentDefect::Page { page });
        }
    }
    if pages.is_empty() {
        return Err(broken("no pages in it"));
    }
    Ok(())
}

/// `None` where the page has no size, or none that can be rendered.
fn read_page<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    seen: &mut Vec<ObjectIdentifier>,
    collected: &mut Collected<'_>,
) -> Option<()> {
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !(longer > 0.0 && width.min(height) > 0.0 && longer <= PAGE_SIDE_POINTS_MAX) {
        return None;
    }
    let mut contents = Contents {
        letters: Letters::default(),
        seen,
        pictures: 0,
        collected,
    };
    survey(page, &mut contents);
    let text = contents.letters.finish();
    let scale = PAGE_SIDE_PX / longer;
    // A page ten thousand times as long as it is wide still has a width.
    let scale = scale.max(1.01 / width.min(height));
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixmap = render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (columns, rows) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let mut hasher = PdqHasher::new(columns, rows).ok()?;
    let pixels = pixmap.data_as_u8_slice();
    let rgb_rows = || {
        pixels.chunks_exact(4 * columns).map(|row| {
            let pixels = row.as_chunks::<4>().0.iter();
            pixels
                .flat_map(|[r, g, b, _]| [*r, *g, *b])
                .collect::<Vec<u8>>()
        })
    };
    for row in rgb_rows() {
        hasher.push_row_rgb(&row).ok()?;
    }
    let pdq = hasher.finish().ok()?;
    collected.take_page(pdq, &text);
    collected.take_still(|side_px_max| {
        let mut shrinker = Shrinker::new(columns, rows, side_px_max);
        for row in rgb_rows() {
            shrinker.push(&row);
        }
        shrinker.finish()
    });
    Some(())
}

/// Goes through a page without drawing it.
fn survey<'a>(page: &'a Page<'a>, contents: &mut Contents<'_, '_>) {
    let cache = InterpreterCache::new();
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
    let upright = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(upright, bounds, &cache, page.xref(), settings);
    interpret_page(page, &mut context, contents);
}

/// Takes the letters and pictures of a page, and draws nothing.
struct Contents<'s, 'c> {
    letters: Letters,
    /// Pictures that were on an earlier page.
    seen: &'s mut Vec<ObjectIdentifier>,
    pictures: usize,
    collected: &'s mut Collected<'c>,
}

impl Contents<'_, '_> {
    fn take_picture(&mut self, image: &RasterImage<'_>) {
        let stream = image.stream();
        let id = stream.obj_id();
        let (width, height) = (image.width(), image.height());
        let pixels = u64::from(width) * u64::from(height);
        let is_ornament = width.min(height) < PICTURE_SIDE_PX_MIN;
        if is_ornament
            || pixels > self.collected.task.picture.pixels_max
            || self.pictures >= PICTURES_PER_PAGE_MAX
            || self.seen.contains(&id)
            || !self.collected.has_room_for_pictures()
        {
            return;
        }
        self.seen.push(id);
        self.pictures += 1;
        if stream.filters().as_slice() == [Filter::DctDecode]
            && let Ok((facts, _)) = self.collected.task.picture.perform(&stream.raw_data())
        {
            self.collected.take_picture(facts.pdq);
            return;
        }
        let mut found = None;
        image.with_rgba(|data, _| found = hash(&data), None);
        if let Some(pdq) = found {
            self.collected.take_picture(pdq);
        }
    }
}

fn hash(data: &ImageData) -> Option<PdqResult> {
    let (width, height) = (data.width(), data.height());
    let (columns, rows) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let mut hasher = PdqHasher::new(columns, rows).ok()?;
    match data {
        ImageData::Rgb(rgb) => {
            for row in rgb.data.chunks_exact((3 * columns).max(1)) {
                hasher.push_row_rgb(row).ok()?;
            }
        }
        ImageData::Luma(luma) => {
            for row in luma.data.chunks_exact(columns.max(1)) {
                hasher.push_row_grey(row).ok()?;
            }
        }
    }
    hasher.finish().ok()
}

impl<'a> Device<'a> for Contents<'_, '_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            self.letters
                .push(glyph.as_unicode().as_ref(), place.as_coeffs());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        if let Image::Raster(image) = image {
            self.take_picture(&image);
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
