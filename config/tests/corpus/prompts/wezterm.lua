local wezterm = require 'wezterm'
local act = wezterm.action
local mux = wezterm.mux

local config = wezterm.config_builder()

config.keys = {
  {
    key = 'E',
    mods = 'CTRL|SHIFT',
    action = act.PromptInputLine {
      description = 'Enter new name for tab',
      initial_value = 'My Tab Name',
      action = wezterm.action_callback(function(window, pane, line)
        -- line will be `nil` if they hit escape without entering anything
        -- An empty string if they just hit enter
        -- Or the actual line of text they wrote
        if line then
          window:active_tab():set_title(line)
        end
      end),
    },
  },
  {
    key = 'W',
    mods = 'CTRL|SHIFT',
    action = act.PromptInputLine {
      prompt = '» ',
      description = wezterm.format {
        { Attribute = { Intensity = 'Bold' } },
        { Foreground = { AnsiColor = 'Fuchsia' } },
        { Text = 'Enter name for new workspace' },
      },
      action = wezterm.action_callback(function(window, pane, line)
        if line then
          window:perform_action(act.SwitchToWorkspace { name = line }, pane)
        end
      end),
    },
  },
  {
    key = '$',
    mods = 'LEADER|SHIFT',
    action = act.PromptInputLine {
      description = 'Rename workspace',
      action = wezterm.action_callback(function(window, pane, line)
        if line and line ~= '' then
          mux.rename_workspace(window:active_workspace(), line)
        end
      end),
    },
  },
  { key = 'u', mods = 'CTRL|SHIFT', action = act.CharSelect { copy_on_select = true, copy_to = 'ClipboardAndPrimarySelection', group = 'NerdFonts' } },
  { key = 'y', mods = 'CTRL|SHIFT', action = act.CharSelect },
  {
    key = 'b',
    mods = 'CTRL|SHIFT',
    action = wezterm.action.Multiple {
      wezterm.action_callback(function(win, pane)
        win:set_right_status 'both'
      end),
      act.SendString 'b',
      'ScrollToBottom',
    },
  },
}
config.leader = { key = 'phys:Space', mods = 'CTRL|SHIFT' }

return config
