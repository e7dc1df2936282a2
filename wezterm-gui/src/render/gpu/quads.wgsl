// Quads of one colour, of a glyph's coverage, of a glyph's own colours, of a slice of a picture, or of what is
// behind all others. What comes out has its colours multiplied by its opacity.

struct Screen {
    size: vec2<f32>,
    unused: vec2<f32>,
};

@group(0) @binding(0) var<uniform> screen: Screen;
@group(0) @binding(1) var masks: texture_2d<f32>;
@group(0) @binding(2) var pictures: texture_2d<f32>;
@group(0) @binding(3) var backdrop: texture_2d<f32>;
@group(0) @binding(4) var gallery: texture_2d<f32>;

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) texel: vec2<f32>,
    @location(1) @interpolate(flat) colour: vec4<f32>,
    @location(2) @interpolate(flat) kind: u32,
};

@vertex
fn corner(
    @builtin(vertex_index) index: u32,
    @location(0) place: vec2<i32>,
    @location(1) size: vec2<u32>,
    @location(2) texel: vec2<u32>,
    @location(3) colour: u32,
    @location(4) kind: u32,
) -> Corner {
    let unit = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    let pixel = vec2<f32>(place) + unit * vec2<f32>(size);
    var out: Corner;
    out.position = vec4<f32>(
        pixel.x / screen.size.x * 2.0 - 1.0,
        1.0 - pixel.y / screen.size.y * 2.0,
        0.0,
        1.0,
    );
    out.texel = vec2<f32>(texel) + unit * vec2<f32>(size);
    out.colour = vec4<f32>(
        f32((colour >> 16u) & 255u) / 255.0,
        f32((colour >> 8u) & 255u) / 255.0,
        f32(colour & 255u) / 255.0,
        f32(colour >> 24u) / 255.0,
    );
    out.kind = kind;
    return out;
}

@fragment
fn shade(in: Corner) -> @location(0) vec4<f32> {
    let texel = vec2<i32>(in.texel);
    if (in.kind == 3u) {
        return textureLoad(backdrop, texel, 0);
    }
    var colour = in.colour;
    if (in.kind == 1u) {
        colour.a *= textureLoad(masks, texel, 0).r;
    } else if (in.kind == 2u) {
        let picture = textureLoad(pictures, texel, 0);
        colour = vec4<f32>(picture.rgb, picture.a * colour.a);
    } else if (in.kind == 4u) {
        let slice = textureLoad(gallery, texel, 0);
        colour = vec4<f32>(slice.rgb, slice.a * colour.a);
    }
    return vec4<f32>(colour.rgb * colour.a, colour.a);
}
