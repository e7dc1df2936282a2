//! `wezterm.time`, its moments, and `wezterm.strftime`.
//!
//! Hides the crate that knows time zones. Formats are those of strftime with the usual extensions for
//! fractions of a second. Runs on the thread of the Lua state.

use std::rc::Rc;
use std::time::Duration;

use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use mlua::{Function, Lua, Table, UserData, UserDataMethods};

use super::functions::{LuaFunction, row};
use crate::timer::Calls;
use crate::value;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.strftime",
        "fun(format: string): string",
        "Returns the time now, of this machine's time zone, by a format of strftime.",
        |make| make.function(|_, format: String| written(&format, &local(Timestamp::now()))),
    ),
    row(
        "wezterm.strftime_utc",
        "fun(format: string): string",
        "Returns the time now, of UTC, by a format of strftime.",
        |make| make.function(|_, format: String| written(&format, &utc(Timestamp::now()))),
    ),
    row(
        "wezterm.time.now",
        "fun(): Time",
        "Returns this moment.",
        |make| make.function(|_, ()| Ok(Time(Timestamp::now()))),
    ),
    row(
        "wezterm.time.parse",
        "fun(text: string, format: string): Time",
        "Reads a moment by a format of strftime. Without an offset in it, it is of this machine's time \
         zone; without a time of day, it is midnight.",
        |make| make.function(|_, (text, format): (String, String)| read(&text, &format)),
    ),
    row(
        "wezterm.time.parse_rfc3339",
        "fun(text: string): Time",
        "Reads a moment as RFC 3339 writes it, such as `2026-11-26T20:14:00+01:00`.",
        |make| {
            make.function(|_, text: String| {
                let moment = text.parse::<Timestamp>();
                moment.map(Time).map_err(|error| bad(&text, &error))
            })
        },
    ),
    row(
        "wezterm.time.call_after",
        "fun(seconds: number, callback: fun())",
        "Calls a function once, as a coroutine, when that many seconds have passed. What waits when the \
         configuration is read again goes with the old one.",
        |make| make.function(call_after),
    ),
];

/// A moment as Lua holds it.
struct Time(Timestamp);

impl UserData for Time {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("format", |_, this, format: String| {
            written(&format, &local(this.0))
        });
        methods.add_method("format_utc", |_, this, format: String| {
            written(&format, &utc(this.0))
        });
        methods.add_method("sun_times", |lua, this, (lat, lon): (f64, f64)| {
            sun_table(lua, this.0, lat, lon)
        });
        methods.add_meta_method("__tostring", |_, this, ()| Ok(this.0.to_string()));
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(this.0 == other.0)
        });
        methods.add_meta_method("__lt", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(this.0 < other.0)
        });
        methods.add_meta_method("__le", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(this.0 <= other.0)
        });
    }
}

fn local(moment: Timestamp) -> Zoned {
    moment.to_zoned(TimeZone::system())
}

fn utc(moment: Timestamp) -> Zoned {
    moment.to_zoned(TimeZone::UTC)
}

/// Two directives that people know from elsewhere.
const SPELT_OUT: &[(&str, &str)] = &[("%+", "%Y-%m-%dT%H:%M:%S%.f%:z"), ("%v", "%e-%b-%Y")];

fn spelt_out(format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = SPELT_OUT.iter().find(|(short, _)| rest.starts_with(short));
        let (taken, put) = match known {
            Some((short, long)) => (short.len(), *long),
            // The character behind belongs to it, so that `%%+` stays what it is.
            None => {
                let taken = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                (taken, &rest[..taken])
            }
        };
        out.push_str(put);
        rest = &rest[taken..];
    }
    out + rest
}

fn written(format: &str, moment: &Zoned) -> mlua::Result<String> {
    let text = strtime::format(spelt_out(format), moment);
    text.map_err(|error| {
        mlua::Error::runtime(format!("the format {}: {error}", value::quoted(format)))
    })
}

fn bad(text: &str, error: &jiff::Error) -> mlua::Error {
    mlua::Error::runtime(format!("{} is no such time: {error}", value::quoted(text)))
}

fn read(text: &str, format: &str) -> mlua::Result<Time> {
    let parts = BrokenDownTime::parse(spelt_out(format), text);
    let parts = parts.map_err(|error| bad(text, &error))?;
    let moment = match parts.offset() {
        Some(_) => parts.to_timestamp(),
        None => {
            let date = parts.to_date().map_err(|error| bad(text, &error))?;
            // A format without a time of day has none to read.
            let time = parts.to_time().unwrap_or_default();
            let zoned = date.to_datetime(time).to_zoned(TimeZone::system());
            zoned.map(|zoned| zoned.timestamp())
        }
    };
    moment.map(Time).map_err(|error| bad(text, &error))
}

fn call_after(lua: &Lua, (seconds, callback): (f64, Function)) -> mlua::Result<()> {
    /// Nothing runs for longer.
    const LONGEST: f64 = 10.0 * 365.25 * 24.0 * 60.0 * 60.0;
    if !(0.0..=LONGEST).contains(&seconds) {
        return Err(mlua::Error::runtime(format!(
            "expected a number of seconds from 0 on, got {seconds}"
        )));
    }
    let calls = lua
        .app_data_ref::<Rc<Calls>>()
        .map(|calls| Rc::clone(&calls));
    let Some(calls) = calls else {
        return Err(mlua::Error::runtime("it needs the configuration's clock"));
    };
    match calls.add(Duration::from_secs_f64(seconds), callback) {
        Ok(true) => Ok(()),
        Ok(false) => Err(mlua::Error::runtime(format!(
            "{} functions wait already",
            Calls::MOST
        ))),
        Err(error) => Err(mlua::Error::runtime(format!(
            "cannot start the clock: {error}"
        ))),
    }
}

/// When the sun is up around a moment, at a place.
#[derive(Debug)]
struct Sun {
    rise: Option<f64>,
    set: Option<f64>,
    up: bool,
    progression: f64,
}

/// The day of the Unix epoch in days since noon of 2000-01-01.
const EPOCH: f64 = 2_440_587.5 - 2_451_545.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// The noon of a day by the sun, in days, with half of the day's length; that is less than nothing where
/// the sun does not rise, and more than half a day where it does not set.
fn noon(day: f64, lat: f64, lon: f64) -> (f64, Result<f64, bool>) {
    let mean = day - lon / 360.0;
    let anomaly = (357.5291 + 0.985_600_28 * mean).to_radians();
    let centre =
        1.9148 * anomaly.sin() + 0.02 * (2.0 * anomaly).sin() + 0.0003 * (3.0 * anomaly).sin();
    let longitude = anomaly + (centre + 180.0 + 102.9372).to_radians();
    let transit = mean + 0.0053 * anomaly.sin() - 0.0069 * (2.0 * longitude).sin();
    let declination = (longitude.sin() * 23.4397_f64.to_radians().sin()).asin();
    // The sun is seen before its middle is over the horizon: its size, and the air.
    let horizon = (-0.833_f64).to_radians();
    let lat = lat.to_radians();
    let cos = (horizon.sin() - lat.sin() * declination.sin()) / (lat.cos() * declination.cos());
    let half = match cos {
        cos if cos > 1.0 => Err(false),
        cos if cos < -1.0 => Err(true),
        cos => Ok(cos.acos().to_degrees() / 360.0),
    };
    (transit, half)
}

/// Works out the sun's day around a moment, which is in seconds since 1970.
fn sun(moment: f64, lat: f64, lon: f64) -> Sun {
    let now = moment / SECONDS_A_DAY + EPOCH;
    let day = (now + lon / 360.0).round();
    let (transit, half) = noon(day, lat, lon);
    let seconds = |days: f64| (days - EPOCH) * SECONDS_A_DAY;
    let half = match half {
        Ok(half) => half,
        Err(up) => {
            return Sun {
                rise: None,
                set: None,
                up,
                progression: (now - transit + 0.5).clamp(0.0, 1.0),
            };
        }
    };
    let (rise, set) = (transit - half, transit + half);
    // Where the neighbouring day has no such time, the night is taken to end with the day.
    let beside = |day: f64, sign: f64| {
        let (transit, half) = noon(day, lat, lon);
        transit + sign * half.unwrap_or(0.5)
    };
    let (from, to) = match now {
        now if now < rise => (beside(day - 1.0, 1.0), rise),
        now if now < set => (rise, set),
        _ => (set, beside(day + 1.0, -1.0)),
    };
    Sun {
        rise: Some(seconds(rise)),
        set: Some(seconds(set)),
        up: (rise..set).contains(&now),
        progression: ((now - from) / (to - from)).clamp(0.0, 1.0),
    }
}

fn sun_table(lua: &Lua, moment: Timestamp, lat: f64, lon: f64) -> mlua::Result<Table> {
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return Err(mlua::Error::runtime(format!(
            "Time:sun_times: expected a latitude from -90 to 90 and a longitude from -180 to 180, got {lat} and {lon}"
        )));
    }
    let sun = sun(moment.as_millisecond() as f64 / 1000.0, lat, lon);
    let time = |seconds: Option<f64>| {
        let moment = seconds.map(|seconds| Timestamp::from_second(seconds.round() as i64));
        moment.and_then(Result::ok).map(Time)
    };
    let table = lua.create_table()?;
    table.raw_set("rise", time(sun.rise))?;
    table.raw_set("set", time(sun.set))?;
    table.raw_set("up", sun.up)?;
    table.raw_set("progression", sun.progression)?;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> f64 {
        let moment: Timestamp = text.parse().expect("a moment");
        moment.as_second() as f64
    }

    /// The almanac's times are rounded to minutes.
    fn near(found: Option<f64>, wanted: &str) {
        let found = found.expect("a time");
        let away = (found - seconds(wanted)).abs();
        assert!(away < 150.0, "{away} s from {wanted}");
    }

    #[test]
    fn the_sun_rises_and_sets_as_the_almanac_says() {
        let berlin = sun(seconds("2026-06-21T10:00:00Z"), 52.52, 13.405);
        near(berlin.rise, "2026-06-21T02:43:00Z");
        near(berlin.set, "2026-06-21T19:33:00Z");
        assert!(berlin.up);
        let sydney = sun(seconds("2026-12-21T20:00:00Z"), -33.87, 151.21);
        near(sydney.rise, "2026-12-21T18:41:00Z");
        near(sydney.set, "2026-12-22T09:05:00Z");
        assert!(sydney.up);
    }

    #[test]
    fn progression_runs_from_rise_to_set_and_from_set_to_rise() {
        let noon = sun(seconds("2026-03-20T12:07:00Z"), 0.0, 0.0);
        assert!(
            noon.up && (0.48..0.52).contains(&noon.progression),
            "{noon:?}"
        );
        let midnight = sun(seconds("2026-03-21T00:07:00Z"), 0.0, 0.0);
        assert!(
            !midnight.up && (0.48..0.52).contains(&midnight.progression),
            "{midnight:?}"
        );
    }

    #[test]
    fn near_the_poles_the_sun_may_neither_rise_nor_set() {
        let summer = sun(seconds("2026-06-21T00:00:00Z"), 78.2, 15.6);
        let winter = sun(seconds("2026-12-21T12:00:00Z"), 78.2, 15.6);
        assert!(summer.up && summer.rise.is_none() && summer.set.is_none());
        assert!(!winter.up && winter.rise.is_none());
        for lat in [-90.0, 90.0] {
            let pole = sun(0.0, lat, 0.0);
            assert!(pole.progression.is_finite(), "{pole:?}");
        }
    }

    #[test]
    fn what_is_spelt_out_leaves_the_rest_alone() {
        assert_eq!(spelt_out("a %% %%+ %v %é %"), "a %% %%+ %e-%b-%Y %é %");
    }
}
