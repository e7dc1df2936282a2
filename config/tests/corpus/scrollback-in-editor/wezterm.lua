local wezterm = require 'wezterm'
local act = wezterm.action
local io = require 'io'
local os = require 'os'

wezterm.on('trigger-nvim-with-scrollback', function(window, pane)
  -- Retrieve the text from the pane
  local text = pane:get_lines_as_text(pane:get_dimensions().scrollback_rows)

  -- Create a temporary file to pass to vim
  local name = os.tmpname()
  local f = io.open(name, 'w+')
  f:write(text)
  f:flush()
  f:close()

  -- Open a new window running vim and tell it to open the file
  window:perform_action(act.SpawnCommandInNewWindow { args = { 'nvim', name } }, pane)

  -- Wait "enough" time for vim to read the file before we remove it.
  wezterm.sleep_ms(1)
  local again = io.open(name)
  window:set_right_status(again:read 'a')
  again:close()
  os.remove(name)
end)

return {
  scrollback_lines = 100000,
  enable_scroll_bar = true,
  keys = {
    { key = 'e', mods = 'CTRL|SHIFT', action = act.EmitEvent 'trigger-nvim-with-scrollback' },
    { key = 'PageUp', mods = 'SHIFT', action = act.ScrollByPage(-1) },
    { key = 'PageDown', mods = 'SHIFT', action = act.ScrollByPage(1) },
    { key = 'UpArrow', mods = 'SHIFT', action = act.ScrollByLine(-1) },
  },
}
