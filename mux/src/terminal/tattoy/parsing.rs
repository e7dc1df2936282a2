//! Bytes to actions, with what the parser alone would not do.
//!
//! Strings that hold images are taken out first; those without an end are given up, and statuses of
//! commands that were not told are told from those that were. Used under the pane's lock.

use super::super::bounds::{CANCEL, UNKNOWN_CONTROL, begins_tmux_control};
use super::super::osc;
use super::TattoyEngine;
use super::pictures::stand_in;
use crate::images::scan::Part;
use tattoy_wezterm_escape_parser::Action;
use tattoy_wezterm_escape_parser::parser::Parser;

impl TattoyEngine {
    /// Returns the actions that bytes stand for.
    pub(super) fn parse(&mut self, bytes: &[u8]) -> Vec<Action> {
        let mut actions = Vec::with_capacity(bytes.len() / 16 + 4);
        let mut scanner = std::mem::take(&mut self.pictures.scanner);
        scanner.feed(bytes, &mut |part| match part {
            Part::Text(text) => self.parse_text(text, &mut actions),
            Part::Found(found) => {
                self.pictures.found.push_back(found);
                actions.push(stand_in());
            }
        });
        self.pictures.scanner = scanner;
        actions
    }

    fn parse_text(&mut self, bytes: &[u8], actions: &mut Vec<Action>) {
        let mut rest = self.strings.rest(bytes);
        while !rest.is_empty() {
            let end = self.statuses.find_end(rest);
            let (length, told) = end.unwrap_or((rest.len(), false));
            let (now, later) = rest.split_at(length);
            let parsed = actions.len();
            let mut now = now;
            while !now.is_empty() {
                let length = self.strings.find_name(now).unwrap_or(now.len());
                let (part, next) = now.split_at(length);
                self.parse_part(part, actions);
                now = next;
            }
            // Text may have been appended to the action before, marks never are.
            osc::forget_untold_statuses(&mut actions[parsed..], told);
            rest = later;
        }
    }

    /// Parses bytes in which the name of a device control string stands at the end or nowhere.
    fn parse_part(&mut self, bytes: &[u8], actions: &mut Vec<Action>) {
        let mut came_out = false;
        self.parser.parse(bytes, |action| {
            came_out = true;
            // Images are found before; what the parser takes for one is none.
            if !matches!(action, Action::Sixel(_) | Action::KittyImage(_)) {
                action.append_to(actions);
            }
        });
        if self.strings.parsed(bytes, came_out) {
            // Half a string may be dispatched as if it were whole.
            self.parser.parse(CANCEL, |_| {});
        }
        let name = actions.last().filter(|_| came_out);
        if name.is_some_and(begins_tmux_control) {
            // The parser would take all that follows for tmux's own lines, which nothing here reads.
            actions.pop();
            self.parser = Parser::new();
            self.parser.parse(UNKNOWN_CONTROL, |_| {});
        }
    }
}
