local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- Use the defaults as a base
config.hyperlink_rules = wezterm.default_hyperlink_rules()

-- make task numbers clickable
-- the first matched regex group is captured in $1.
table.insert(config.hyperlink_rules, {
  regex = [[\b[tt](\d+)\b]],
  format = 'https://example.com/tasks/?t=$1',
})

-- make username/project paths clickable.
table.insert(config.hyperlink_rules, {
  regex = [[["]?([\w\d]{1}[-\w\d]+)(/){1}([-\w\d\.]+)["]?]],
  format = 'https://www.github.com/$1/$3',
  highlight = 0,
})
local count = #config.hyperlink_rules
assert(count > 3 and config.hyperlink_rules[1].regex and config.hyperlink_rules[count].format == 'https://www.github.com/$1/$3')

config.disable_default_quick_select_patterns = true
config.quick_select_patterns = {
  -- match things that look like sha1 hashes
  '[0-9a-f]{7,40}',
  -- and kubernetes pods
  [[pod/[a-z0-9-]+]],
}
config.quick_select_alphabet = 'colemak'

config.keys = {
  {
    key = 'P',
    mods = 'CTRL',
    action = wezterm.action.QuickSelectArgs {
      label = 'open url',
      patterns = { 'https?://\\S+' },
      scope_lines = 500,
      skip_action_on_paste = true,
      action = wezterm.action_callback(function(window, pane)
        local url = window:get_selection_text_for_pane(pane)
        wezterm.log_info('opening: ' .. url)
        wezterm.open_with(url)
      end),
    },
  },
  { key = 'Space', mods = 'CTRL|SHIFT', action = wezterm.action.QuickSelect },
  { key = 'f', mods = 'CTRL|SHIFT', action = wezterm.action.Search { Regex = '[a-f0-9]{6,}' } },
  { key = 'F', mods = 'CTRL|ALT', action = wezterm.action.Search { CaseSensitiveString = 'hash' } },
}

return config
