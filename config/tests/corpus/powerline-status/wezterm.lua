local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local function segments_for_right_status(window, pane)
  local cells = {}
  local cwd_uri = pane:get_current_working_dir()
  if cwd_uri then
    local cwd, hostname
    if type(cwd_uri) == 'userdata' or type(cwd_uri) == 'table' then
      cwd = cwd_uri.file_path
      hostname = cwd_uri.host or wezterm.hostname()
    else
      -- an older version of wezterm, 20230712-072601-f4abf8fd or earlier
      cwd_uri = cwd_uri:sub(8)
      local slash = cwd_uri:find '/'
      hostname = cwd_uri:sub(1, slash - 1)
      cwd = cwd_uri:sub(slash)
    end
    -- Remove the domain name portion of the hostname
    local dot = hostname:find '[.]'
    if dot then
      hostname = hostname:sub(1, dot - 1)
    end
    table.insert(cells, cwd)
    table.insert(cells, hostname)
  end
  table.insert(cells, wezterm.strftime '%Y')
  for _, b in ipairs(wezterm.battery_info()) do
    table.insert(cells, string.format('%.0f%%', b.state_of_charge * 100))
  end
  if window:leader_is_active() then
    table.insert(cells, 'LEADER')
  end
  return cells
end

wezterm.on('update-status', function(window, pane)
  local SOLID_LEFT_ARROW = utf8.char(0xe0b2)
  local segments = segments_for_right_status(window, pane)
  local color_scheme = window:effective_config().resolved_palette
  -- wezterm.color.parse returns a Color object
  local bg = wezterm.color.parse(color_scheme.background)
  local fg = color_scheme.foreground
  local gradient_to, gradient_from = bg, bg:lighten(0.2)
  local gradient = wezterm.color.gradient({ orientation = 'Horizontal', colors = { gradient_from, gradient_to } }, #segments)

  local elements = {}
  for i, seg in ipairs(segments) do
    if i == 1 then
      table.insert(elements, { Background = { Color = 'none' } })
    end
    table.insert(elements, { Foreground = { Color = gradient[i] } })
    table.insert(elements, { Text = SOLID_LEFT_ARROW })
    table.insert(elements, { Foreground = { Color = fg } })
    table.insert(elements, { Background = { Color = gradient[i] } })
    table.insert(elements, { Text = ' ' .. seg .. ' ' })
  end
  window:set_right_status(wezterm.format(elements))
  local name = window:active_key_table()
  window:set_left_status(name and 'TABLE: ' .. name or window:active_workspace())
end)

config.color_scheme = 'Tokyo Night'
config.status_update_interval = 1000
config.tab_bar_at_bottom = false

return config
