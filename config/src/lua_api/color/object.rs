//! Colour objects as Lua sees them: what `wezterm.color.parse` and its like return.

use mlua::{UserData, UserDataMethods, Value};

use crate::color::{self, Rgba};
use crate::lua_api::raise;

impl UserData for Rgba {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        type Parts = (f64, f64, f64);
        fn changed(color: Rgba, change: impl FnOnce(Parts) -> Parts) -> Rgba {
            let (h, s, l) = change(color.hsl());
            Rgba {
                a: color.a,
                ..Rgba::from_hsla(h, s, l, 1.0)
            }
        }
        methods.add_meta_method("__tostring", |_, this, ()| Ok(this.to_string()));
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Rgba>| {
            Ok(*this == *other)
        });
        methods.add_method("lighten", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + (1.0 - l) * f)))
        });
        methods.add_method("lighten_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l + n)))
        });
        methods.add_method("darken", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - l * f)))
        });
        methods.add_method("darken_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s, l - n)))
        });
        methods.add_method("saturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + (1.0 - s) * f, l)))
        });
        methods.add_method("saturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s + n, l)))
        });
        methods.add_method("desaturate", |_, this, f: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - s * f, l)))
        });
        methods.add_method("desaturate_fixed", |_, this, n: f64| {
            Ok(changed(*this, |(h, s, l)| (h, s - n, l)))
        });
        methods.add_method("adjust_hue_fixed", |_, this, degrees: f64| {
            Ok(changed(*this, |(h, s, l)| (h + degrees, s, l)))
        });
        methods.add_method("complement", |_, this, ()| {
            Ok(changed(*this, |(h, s, l)| (h + 180.0, s, l)))
        });
        methods.add_method("complement_ryb", |_, this, ()| Ok(this.turned_ryb(180.0)));
        methods.add_method("adjust_hue_fixed_ryb", |_, this, degrees: f64| {
            Ok(this.turned_ryb(degrees))
        });
        // The others that stand with it at equal distances around the wheel.
        methods.add_method("triad", |_, this, ()| {
            let at = |turn: f64| changed(*this, |(h, s, l)| (h + turn, s, l));
            Ok((at(120.0), at(240.0)))
        });
        methods.add_method("square", |_, this, ()| {
            let at = |turn: f64| changed(*this, |(h, s, l)| (h + turn, s, l));
            Ok((at(90.0), at(180.0), at(270.0)))
        });
        methods.add_method("contrast_ratio", |_, this, other: Value| {
            Ok(this.contrast(color::color(&other).map_err(raise)?))
        });
        methods.add_method("delta_e", |_, this, other: Value| {
            Ok(this.distance(color::color(&other).map_err(raise)?))
        });
        methods.add_method("linear_rgba", |_, this, ()| {
            let [r, g, b] = this.linear();
            Ok((r, g, b, this.alpha()))
        });
        methods.add_method("laba", |_, this, ()| {
            let [l, a, b] = this.lab();
            Ok((l, a, b, this.alpha()))
        });
        methods.add_method("hsla", |_, this, ()| {
            let (h, s, l) = this.hsl();
            Ok((h, s, l, this.alpha()))
        });
        methods.add_method("srgba_u8", |_, this, ()| {
            Ok((this.r, this.g, this.b, this.a))
        });
    }
}
