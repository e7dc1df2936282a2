local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

config.disable_default_mouse_bindings = true
config.mouse_bindings = {
  -- Change the default click behavior so that it only selects
  -- text and doesn't open hyperlinks
  {
    event = { Up = { streak = 1, button = 'Left' } },
    mods = 'NONE',
    action = act.CompleteSelection 'ClipboardAndPrimarySelection',
  },
  -- and make CTRL-Click open hyperlinks
  {
    event = { Up = { streak = 1, button = 'Left' } },
    mods = 'CTRL',
    action = act.OpenLinkAtMouseCursor,
  },
  -- Disable the 'Down' event of CTRL-Click to avoid weird program behaviors
  {
    event = { Down = { streak = 1, button = 'Left' } },
    mods = 'CTRL',
    action = act.Nop,
  },
  { event = { Down = { streak = 1, button = 'Left' } }, action = act.SelectTextAtMouseCursor 'Cell' },
  { event = { Down = { streak = 2, button = 'Left' } }, action = act.SelectTextAtMouseCursor 'Word' },
  { event = { Down = { streak = 3, button = 'Left' } }, action = { SelectTextAtMouseCursor = 'SemanticZone' } },
  { event = { Down = { streak = 1, button = 'Left' } }, mods = 'ALT', action = act.SelectTextAtMouseCursor 'Block' },
  { event = { Drag = { streak = 1, button = 'Left' } }, action = act.ExtendSelectionToMouseCursor 'Cell' },
  { event = { Drag = { streak = 1, button = 'Left' } }, mods = 'SUPER', action = 'StartWindowDrag' },
  { event = { Up = { streak = 2, button = 'Left' } }, action = act.CompleteSelectionOrOpenLinkAtMouseCursor 'PrimarySelection' },
  -- Scrolling up while holding CTRL increases the font size
  { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'CTRL', action = act.IncreaseFontSize },
  { event = { Down = { streak = 1, button = { WheelDown = 1 } } }, mods = 'CTRL', action = act.DecreaseFontSize },
  { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'NONE', alt_screen = false, action = act.ScrollByLine(-3) },
  { event = { Down = { streak = 1, button = { WheelDown = 1 } } }, mods = 'NONE', alt_screen = 'Any', mouse_reporting = false, action = act.ScrollByCurrentEventWheelDelta },
  { event = { Down = { streak = 1, button = 'Middle' } }, action = act.PasteFrom 'PrimarySelection' },
  {
    event = { Down = { streak = 1, button = 'Right' } },
    mods = 'NONE',
    mouse_reporting = true,
    alt_screen = true,
    action = wezterm.action_callback(function(window, pane)
      local has_selection = window:get_selection_text_for_pane(pane) ~= ''
      if has_selection then
        window:perform_action(act.CopyTo 'ClipboardAndPrimarySelection', pane)
        window:perform_action(act.ClearSelection, pane)
      else
        window:perform_action(act { PasteFrom = 'Clipboard' }, pane)
      end
    end),
  },
}

config.bypass_mouse_reporting_modifiers = 'ALT'
config.pane_focus_follows_mouse = true
config.swallow_mouse_click_on_pane_focus = true
config.swallow_mouse_click_on_window_focus = false
config.hide_mouse_cursor_when_typing = true
config.alternate_buffer_wheel_scroll_speed = 1
config.selection_word_boundary = ' \t\n{}[]()"\'`,;:│'
config.quote_dropped_files = 'Posix'

return config
