//! How large images are shown, and how many cells that is: arithmetic that knows no protocol.

use super::MAX_SIDE;

/// Returns how many columns and rows a picture touches.
pub(crate) fn touched(offset: (u32, u32), size: (u32, u32), cell: (u32, u32)) -> (usize, usize) {
    let side = |offset: u32, size: u32, cell: u32| {
        (u64::from(offset) + u64::from(size)).div_ceil(u64::from(cell.max(1))) as usize
    };
    (
        side(offset.0, size.0, cell.0),
        side(offset.1, size.1, cell.1),
    )
}

/// Returns a length that has the same proportion to another as `to` has to `from`.
pub(crate) fn scaled(value: u32, to: u32, from: u32) -> u32 {
    let scaled = u64::from(value) * u64::from(to) / u64::from(from.max(1));
    scaled.clamp(1, u64::from(MAX_SIDE)) as u32
}

/// Returns the largest size of an image's shape in a room: the side that is the tighter one decides.
pub(crate) fn within(image: (u32, u32), room: (u32, u32)) -> (u32, u32) {
    let wide = u64::from(image.0) * u64::from(room.1) >= u64::from(image.1) * u64::from(room.0);
    let size = match wide {
        true => (room.0, scaled(image.1, room.0, image.0)),
        false => (scaled(image.0, room.1, image.1), room.1),
    };
    (size.0.min(room.0), size.1.min(room.1))
}

/// Returns how large an image is shown over so many columns and rows; 0 is for as many as it needs.
pub(crate) fn covering(
    image: (u32, u32),
    (cols, rows): (u32, u32),
    cell: (u32, u32),
) -> (u32, u32) {
    let side = |cells: u32, cell: u32| (cells * cell).clamp(1, MAX_SIDE);
    match (cols, rows) {
        (0, 0) => image,
        (cols, 0) => {
            let width = side(cols, cell.0);
            (width, scaled(image.1, width, image.0))
        }
        (0, rows) => {
            let height = side(rows, cell.1);
            (scaled(image.0, height, image.1), height)
        }
        (cols, rows) => (side(cols, cell.0), side(rows, cell.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_touches_each_cell_that_it_reaches_into() {
        assert_eq!(touched((0, 0), (20, 20), (10, 20)), (2, 1));
        assert_eq!(touched((1, 0), (20, 21), (10, 20)), (3, 2));
        assert_eq!(touched((0, 0), (5, 5), (0, 0)), (5, 5));
    }

    #[test]
    fn an_image_keeps_its_shape_in_a_room() {
        for (image, room, expected) in [
            ((100, 50), (30, 40), (30, 15)),
            ((50, 100), (30, 40), (20, 40)),
            ((7, 7), (7, 7), (7, 7)),
            ((1000, 1), (10, 10), (10, 1)),
            ((1, 1), (u32::MAX, 5), (5, 5)),
        ] {
            assert_eq!(within(image, room), expected, "{image:?} in {room:?}");
        }
    }

    #[test]
    fn an_image_covers_as_many_cells_as_it_is_told() {
        let cell = (10, 20);
        for (cells, expected) in [
            ((0, 0), (30, 15)),
            ((6, 0), (60, 30)),
            ((0, 3), (120, 60)),
            ((6, 3), (60, 60)),
        ] {
            assert_eq!(covering((30, 15), cells, cell), expected, "{cells:?}");
        }
    }
}
