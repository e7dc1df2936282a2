//! The rules by which text is a link, as `config.hyperlink_rules` has them.
//!
//! Plain data, read on the thread of the Lua state. What text they find on a screen is the terminal's affair.

use mlua::{Lua, Table, Value};

use crate::regexp::Regexp;
use crate::value::{self, Fault, Faults};

/// A rule by which text is a link.
#[derive(Clone, Debug, PartialEq)]
pub struct HyperlinkRule {
    /// What is a link.
    pub regex: Regexp,
    /// Its address, in which `$0` is what was found and `$1` to `$9` are its groups.
    pub format: String,
    /// The group that is underlined; 0 is the whole.
    pub highlight: usize,
}

impl HyperlinkRule {
    /// Returns the address of what the rule found in a text.
    pub fn address(&self, text: &str, groups: &[Option<std::ops::Range<usize>>]) -> String {
        let mut address = String::new();
        let mut rest = self.format.as_str();
        while let Some(at) = rest.find('$') {
            address.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match rest[..digits].parse::<usize>() {
                Ok(number) => {
                    let group = groups.get(number).cloned().flatten();
                    address.push_str(group.and_then(|group| text.get(group)).unwrap_or_default());
                    rest = &rest[digits..];
                }
                Err(_) => address.push('$'),
            }
        }
        address.push_str(rest);
        address
    }
}

/// What looks like a URL, with the brackets that it closes itself and without the end of the sentence around it.
pub const URL: &str = r#"\b[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^\s<>"'`()\[\]{}]|\([^\s()]*\)|\[[^\s\[\]]*\]|\{[^\s{}]*\})*(?:[^\s<>"'`()\[\]{}.,;:!?]|\([^\s()]*\)|\[[^\s\[\]]*\]|\{[^\s{}]*\})"#;
/// An address of mail.
const MAIL: &str = r"\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b";

/// The rules that hold when none are chosen.
const RULES: [(&str, &str, usize); 2] = [(URL, "$0", 0), (MAIL, "mailto:$0", 0)];

/// Returns the rules that hold when none are chosen. It compiles them: once is enough.
pub fn default_rules() -> Vec<HyperlinkRule> {
    let rule = |(regex, format, highlight): (&str, &str, usize)| {
        Some(HyperlinkRule {
            regex: Regexp::new(regex).ok()?,
            format: format.to_owned(),
            highlight,
        })
    };
    RULES.into_iter().filter_map(rule).collect()
}

/// Returns the same rules as a configuration writes them.
pub(crate) fn default_rules_table(lua: &Lua) -> mlua::Result<Table> {
    let rules = lua.create_table()?;
    for (regex, format, highlight) in RULES {
        let rule = lua.create_table()?;
        rule.raw_set("regex", regex)?;
        rule.raw_set("format", format)?;
        if highlight > 0 {
            rule.raw_set("highlight", highlight)?;
        }
        rules.raw_push(rule)?;
    }
    Ok(rules)
}

/// Reads rules; the good ones are kept where others are wrong.
pub(crate) fn rules(value: &Value) -> Result<(Vec<HyperlinkRule>, Faults), Fault> {
    let mut rules = Vec::new();
    let mut faults = Faults::default();
    for (i, entry) in value::elements(value::table(value)?)?.iter().enumerate() {
        match rule(entry) {
            Ok(rule) => rules.push(rule),
            Err(fault) => faults.0.push(fault.nth(i + 1)),
        }
    }
    Ok((rules, faults))
}

fn rule(value: &Value) -> Result<HyperlinkRule, Fault> {
    let fields = value::fields(value)?;
    let must = |name: &str| {
        let field = fields.get(name);
        let field = field.ok_or_else(|| Fault::new("is missing").within(name))?;
        value::text(field).map_err(|fault| fault.within(name))
    };
    let regex = Regexp::new(&must("regex")?).map_err(|why| Fault::new(why).within("regex"))?;
    let highlight = fields.get("highlight").filter(|value| !value.is_nil());
    let highlight = highlight.map_or(Ok(0), |value| value::integer(value, 0, 1000));
    Ok(HyperlinkRule {
        regex,
        format: must("format")?,
        highlight: highlight.map_err(|fault| fault.within("highlight"))? as usize,
    })
}

/// Reads regular expressions; the good ones are kept where others are wrong.
pub(crate) fn patterns(value: &Value) -> Result<(Vec<Regexp>, Faults), Fault> {
    let mut patterns = Vec::new();
    let mut faults = Faults::default();
    for (i, text) in value::texts(value)?.iter().enumerate() {
        match Regexp::new(text) {
            Ok(regexp) => patterns.push(regexp),
            Err(why) => faults.0.push(Fault::new(why).nth(i + 1)),
        }
    }
    Ok((patterns, faults))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(rules: &[HyperlinkRule], text: &str) -> Vec<String> {
        let found = rules.iter().flat_map(|rule| {
            let found = rule.regex.find_all(text).into_iter();
            found.map(|groups| rule.address(text, &groups))
        });
        found.collect()
    }

    #[test]
    fn the_rules_that_hold_by_default_find_links_and_mail() {
        let rules = default_rules();
        assert_eq!(rules.len(), RULES.len());
        assert_eq!(
            addresses(&rules, "see https://a.org/b."),
            ["https://a.org/b"]
        );
        assert_eq!(
            addresses(&rules, "to me@example.org"),
            ["mailto:me@example.org"]
        );
        let first = |text| addresses(&rules, text).into_iter().next();
        assert_eq!(first("[http://a.org]").as_deref(), Some("http://a.org"));
    }

    #[test]
    fn an_address_is_made_of_groups_and_of_what_stands_around_them() {
        let rule = HyperlinkRule {
            regex: Regexp::new(r"([a-z]+)#(\d+)(x)?").expect("it compiles"),
            format: "https://h/$1/$2$3?$0&$$&$9&$".to_owned(),
            highlight: 0,
        };
        assert_eq!(
            addresses(&[rule], "see ab#12."),
            ["https://h/ab/12?ab#12&$$&&$"]
        );
    }
}
