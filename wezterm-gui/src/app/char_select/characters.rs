//! The characters that can be picked: emoji in the groups of Unicode, the glyphs of Nerd Fonts, and all that
//! have a name.
//!
//! Hides which tables they come from. Pure functions; the list of all of them takes a while to put together.

use std::collections::HashMap;

use config::CharGroup;
use unicode_width::UnicodeWidthStr;

/// The groups in the order in which they are gone through, with what people call them.
pub(super) const GROUPS: [(CharGroup, &str); 13] = [
    (CharGroup::RecentlyUsed, "Recently Used"),
    (CharGroup::SmileysAndEmotion, "Smileys & Emotion"),
    (CharGroup::PeopleAndBody, "People & Body"),
    (CharGroup::AnimalsAndNature, "Animals & Nature"),
    (CharGroup::FoodAndDrink, "Food & Drink"),
    (CharGroup::TravelAndPlaces, "Travel & Places"),
    (CharGroup::Activities, "Activities"),
    (CharGroup::Objects, "Objects"),
    (CharGroup::Symbols, "Symbols"),
    (CharGroup::Flags, "Flags"),
    (CharGroup::NerdFonts, "Nerd Fonts"),
    (CharGroup::UnicodeNames, "Unicode Names"),
    (CharGroup::ShortCodes, "Short Codes"),
];

/// The beginnings of names that are but a number: such characters are found by it all the same.
const NUMBERED: [&str; 7] = [
    "CJK ",
    "TANGUT ",
    "NUSHU ",
    "KHITAN ",
    "EGYPTIAN HIEROGLYPH",
    "ANATOLIAN ",
    "BAMUM LETTER PHASE",
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Text {
    Emoji(&'static str),
    Letter(char),
}

#[derive(Clone, Debug, PartialEq)]
enum Name {
    Known(&'static str),
    Made(Box<str>),
}

/// A character that can be picked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Character {
    text: Text,
    name: Name,
    /// What else it is called.
    also: Vec<Box<str>>,
    /// Whether an emoji before it is the same character and is called this, too.
    pub(super) again: bool,
    pub(super) group: CharGroup,
}

impl Character {
    fn new(text: Text, name: Name, group: CharGroup) -> Character {
        Character {
            text,
            name,
            also: Vec::new(),
            again: false,
            group,
        }
    }

    fn of_emoji(emoji: &'static emojis::Emoji) -> Character {
        let (text, name) = (Text::Emoji(emoji.as_str()), Name::Known(emoji.name()));
        Character::new(text, name, group_of(emoji))
    }

    /// Returns the character; an emoji may be several of Unicode's.
    pub(super) fn text(&self) -> String {
        match self.text {
            Text::Emoji(text) => text.to_owned(),
            Text::Letter(letter) => letter.to_string(),
        }
    }

    /// Tells whether it is this text.
    pub(super) fn is(&self, text: &str) -> bool {
        match self.text {
            Text::Emoji(own) => own == text,
            Text::Letter(letter) => text.chars().eq([letter]),
        }
    }

    /// Returns it as it is seen when it stands alone: a mark over a circle of dots.
    pub(super) fn alone(&self) -> String {
        let text = self.text();
        match text.width() {
            0 => format!("\u{25cc}{text}"),
            _ => text,
        }
    }

    /// Returns its name.
    pub(super) fn name(&self) -> &str {
        match &self.name {
            Name::Known(name) => name,
            Name::Made(name) => name,
        }
    }

    /// Returns all its names, that which it is listed with first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let also = self.also.iter().map(AsRef::as_ref);
        std::iter::once(self.name()).chain(also)
    }

    /// Returns its number; of an emoji that is several characters, the first one's.
    pub(super) fn code(&self) -> String {
        let (first, more) = match self.text {
            Text::Letter(letter) => (Some(letter), false),
            Text::Emoji(text) => {
                let mut letters = text.chars().filter(|letter| *letter != '\u{fe0f}');
                (letters.next(), letters.next().is_some())
            }
        };
        let code = first.map_or(0, u32::from);
        match more {
            true => format!("U+{code:04X}…"),
            false => format!("U+{code:04X}"),
        }
    }
}

/// Returns what people call a group.
pub(super) fn group_name(group: CharGroup) -> &'static str {
    let mut groups = GROUPS.iter();
    let found = groups.find(|(known, _)| *known == group);
    found.map_or("", |(_, name)| name)
}

fn group_of(emoji: &emojis::Emoji) -> CharGroup {
    match emoji.group() {
        emojis::Group::SmileysAndEmotion => CharGroup::SmileysAndEmotion,
        emojis::Group::PeopleAndBody => CharGroup::PeopleAndBody,
        emojis::Group::AnimalsAndNature => CharGroup::AnimalsAndNature,
        emojis::Group::FoodAndDrink => CharGroup::FoodAndDrink,
        emojis::Group::TravelAndPlaces => CharGroup::TravelAndPlaces,
        emojis::Group::Activities => CharGroup::Activities,
        emojis::Group::Objects => CharGroup::Objects,
        emojis::Group::Symbols => CharGroup::Symbols,
        emojis::Group::Flags => CharGroup::Flags,
    }
}

/// Returns the emoji, in the order of Unicode's groups.
pub(super) fn emoji() -> Vec<Character> {
    emojis::iter().map(Character::of_emoji).collect()
}

/// Returns all characters that have a name, the emoji first as [`emoji`] has them, but with all their names.
pub(super) fn everything() -> Vec<Character> {
    let mut all = emoji();
    let count = all.len();
    for emoji in emojis::iter() {
        // Other tones of the skin come behind, so that they are found and listed with the first.
        let tones = emoji.skin_tones().into_iter().flatten().skip(1);
        all.extend(tones.map(Character::of_emoji));
        all.extend(emoji.shortcodes().map(|code| {
            let name = Name::Made(format!(":{code}:").into());
            Character::new(Text::Emoji(emoji.as_str()), name, CharGroup::ShortCodes)
        }));
    }
    all.extend(config::nerd_font_glyphs().map(|(name, glyph)| {
        let (text, name) = (Text::Letter(glyph), Name::Known(name));
        Character::new(text, name, CharGroup::NerdFonts)
    }));
    let letters = (' '..=char::MAX).filter(|letter| !letter.is_control());
    all.extend(letters.filter_map(|letter| {
        let name = charname::get_name_checked(u32::from(letter))?;
        // Names of single characters have no small letters; of others only the block has a name.
        let numbered = NUMBERED.iter().any(|begin| name.starts_with(begin))
            || name.contains(|letter: char| letter.is_ascii_lowercase());
        let (text, name) = (Text::Letter(letter), Name::Known(name));
        (!numbered).then(|| Character::new(text, name, CharGroup::UnicodeNames))
    }));
    let (emoji, others) = all.split_at_mut(count);
    name_together(emoji, others);
    all
}

/// Gives emoji the names that others of the list have which are the same characters.
fn name_together(emoji: &mut [Character], others: &mut [Character]) {
    let places: HashMap<String, usize> = emoji
        .iter()
        .enumerate()
        .map(|(index, emoji)| (emoji.text(), index))
        .collect();
    for other in others {
        let Some(index) = places.get(&other.text()) else {
            continue;
        };
        other.again = true;
        let own = &mut emoji[*index];
        if !own
            .names()
            .any(|name| name.eq_ignore_ascii_case(other.name()))
        {
            own.also.push(other.name().into());
        }
    }
}

/// Returns the character of a number as people write it, `U+1F600`, `0x1f600` or `1f600`, with its name.
pub(super) fn of_code(text: &str) -> Option<Character> {
    let digits = ["U+", "u+", "0x", "0X", "\\u"]
        .iter()
        .find_map(|begin| text.strip_prefix(begin))
        .unwrap_or(text);
    let digits = digits.trim_matches(['{', '}']);
    // Without a sign that it is a number, a word such as `face` is none.
    let told = digits.len() < text.len() || digits.contains(|digit: char| digit.is_ascii_digit());
    if !told || !(2..=6).contains(&digits.len()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    let letter = char::from_u32(code).filter(|letter| !letter.is_control())?;
    let name = Name::Known(charname::get_name_checked(code).unwrap_or("no name"));
    Some(Character::new(
        Text::Letter(letter),
        name,
        CharGroup::UnicodeNames,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(all: &'a [Character], name: &str) -> &'a Character {
        let mut found = all.iter().filter(|character| character.name() == name);
        found.next().unwrap_or_else(|| panic!("no {name}"))
    }

    #[test]
    fn every_group_has_characters_and_each_its_number() {
        let all = everything();
        for (group, name) in GROUPS {
            let count = all.iter().filter(|own| own.group == group).count();
            assert_eq!(count == 0, group == CharGroup::RecentlyUsed, "{name}");
        }
        for (own, first) in all.iter().zip(emoji()) {
            assert_eq!((own.text(), own.name()), (first.text(), first.name()));
        }
        let facts = |name| {
            let character = find(&all, name);
            (character.text(), character.code(), character.group)
        };
        let own = |text: &str, code: &str, group| (text.to_owned(), code.to_owned(), group);
        assert_eq!(
            facts("grinning face"),
            own("😀", "U+1F600", CharGroup::SmileysAndEmotion)
        );
        assert_eq!(
            facts("md_home"),
            own("\u{f02dc}", "U+F02DC", CharGroup::NerdFonts)
        );
        assert_eq!(
            facts("GREEK SMALL LETTER ALPHA"),
            own("α", "U+03B1", CharGroup::UnicodeNames)
        );
        assert_eq!(
            facts(":smile:"),
            own("😄", "U+1F604", CharGroup::ShortCodes)
        );
        assert_eq!(
            facts("waving hand: dark skin tone"),
            own("👋🏿", "U+1F44B…", CharGroup::PeopleAndBody)
        );
    }

    #[test]
    fn an_emoji_has_all_its_names_and_others_of_the_list_say_that_they_are_the_same() {
        let all = everything();
        let names = |name| -> Vec<&str> { find(&all, name).names().collect() };
        assert_eq!(names("grinning face"), ["grinning face", ":grinning:"]);
        let smiling = names("grinning face with smiling eyes");
        assert!(smiling.contains(&":smile:"), "{smiling:?}");
        assert!(
            smiling.contains(&"SMILING FACE WITH OPEN MOUTH AND SMILING EYES"),
            "{smiling:?}"
        );
        assert!(find(&all, "GRINNING FACE").again && find(&all, ":grinning:").again);
        assert!(!find(&all, "GREEK SMALL LETTER ALPHA").again);
        // The heart of text is another character than that of emoji.
        assert!(!find(&all, "HEAVY BLACK HEART").again);
        let shown = all.iter().filter(|character| !character.again);
        let mut seen = std::collections::HashSet::new();
        for emoji in shown.filter(|own| matches!(own.text, Text::Emoji(_))) {
            assert!(seen.insert(emoji.text()), "{emoji:?} twice");
        }
    }

    #[test]
    fn a_mark_is_seen_over_a_circle_and_picked_alone() {
        let accent = of_code("U+0301").expect("the accent");
        assert_eq!(accent.alone(), "\u{25cc}\u{301}");
        assert_eq!(accent.text(), "\u{301}");
        assert_eq!(
            of_code("e9").map(|letter| letter.alone()),
            Some("é".to_owned())
        );
    }

    #[test]
    fn a_character_is_found_by_its_number() {
        for text in ["3b1", "U+3B1", "0x3b1", "\\u{3b1}"] {
            let found = of_code(text).map(|found| (found.text(), found.name().to_owned()));
            let alpha = ("α".to_owned(), "GREEK SMALL LETTER ALPHA".to_owned());
            assert_eq!(found, Some(alpha), "{text}");
        }
        assert_eq!(
            of_code("4e00").map(|found| found.text()),
            Some("一".to_owned())
        );
        for text in ["", "a", "d800", "110000", "1f", "face", "smile", "1234567"] {
            assert_eq!(of_code(text), None, "{text}");
        }
    }
}
