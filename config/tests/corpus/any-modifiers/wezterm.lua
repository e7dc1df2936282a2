local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

local function concat(...)
  local all = {}
  for _, list in ipairs { ... } do
    for _, item in ipairs(list) do
      all[#all + 1] = item
    end
  end
  return all
end

config.keys = concat(
  wezterm.permute_any_or_no_mods { key = 'F5', action = act.ScrollByPage(-0.5) },
  wezterm.permute_any_mods { key = 'F6', action = act.Nop },
  { { key = 'F7', action = act.CharSelect } }
)
if wezterm.has_action 'PromptInputLine' then
  table.insert(config.keys, { key = 'F8', mods = 'NONE', action = act.EmitEvent 'navi' })
end
assert(not wezterm.has_action 'NoSuchAction')

wezterm.on('navi', function(window, pane)
  wezterm.background_child_process { 'navi', '--print' }
  wezterm.emit('navi-done', window, 3)
end)
wezterm.on('navi-done', function(window, n)
  window:set_left_status(('done %d'):format(n))
end)

wezterm.on('window-resized', function(window, pane)
  local dims = window:get_dimensions()
  local overrides = window:get_config_overrides() or {}
  if not dims.is_full_screen then
    if not overrides.window_padding then
      return
    end
    overrides.window_padding = nil
  else
    local third = math.floor(dims.pixel_width / 3)
    overrides.window_padding = { left = third, right = third, top = 0, bottom = 0 }
  end
  window:set_config_overrides(overrides)
end)

wezterm.on('augment-command-palette', function(window, pane)
  return {
    {
      brief = 'Rename tab',
      icon = 'md_rename_box',
      action = act.PromptInputLine {
        description = 'Enter new name for tab',
        action = wezterm.action_callback(function(win, _, line)
          if line then
            win:active_tab():set_title(line)
          end
        end),
      },
    },
    { brief = 'Top', doc = 'shows what runs', action = act.SpawnCommandInNewTab { args = { 'top' } } },
  }
end)

wezterm.on('mux-is-process-stateful', function(proc)
  return proc.name ~= 'bash'
end)

wezterm.time.call_after(600, function()
  wezterm.log_info 'ten minutes'
end)

return config
