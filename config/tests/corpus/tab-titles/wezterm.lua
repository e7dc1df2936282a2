local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local SOLID_LEFT_ARROW = wezterm.nerdfonts.pl_right_hard_divider
local SOLID_RIGHT_ARROW = wezterm.nerdfonts.pl_left_hard_divider

local process_icons = {
  ['docker'] = wezterm.nerdfonts.linux_docker,
  ['nvim'] = wezterm.nerdfonts.custom_vim,
  ['zsh'] = wezterm.nerdfonts.dev_terminal,
  ['git'] = wezterm.nerdfonts.dev_git,
}

local function get_current_working_dir(tab)
  local current_dir = tab.active_pane and tab.active_pane.current_working_dir or { file_path = '' }
  local HOME_DIR = wezterm.home_dir
  local path = current_dir.file_path
  return path == HOME_DIR and '~' or string.gsub(path, '(.*[/\\])(.*)', '%2')
end

local function get_process(tab)
  if not tab.active_pane or tab.active_pane.foreground_process_name == '' then
    return nil
  end
  local process_name = string.gsub(tab.active_pane.foreground_process_name, '(.*[/\\])(.*)', '%2')
  return process_icons[process_name] or string.format('[%s]', process_name)
end

local function tab_title(tab_info)
  local title = tab_info.tab_title
  -- if the tab title is explicitly set, take that
  if title and #title > 0 then
    return title
  end
  return nil
end

wezterm.on('format-tab-title', function(tab, tabs, panes, cfg, hover, max_width)
  local edge = '#0b0022'
  local background, foreground = '#1b1032', '#808080'
  if tab.is_active then
    background, foreground = '#2b2042', '#c0c0c0'
  elseif hover then
    background, foreground = '#3b3052', '#909090'
  end
  local title = tab_title(tab) or (get_process(tab) .. ' ' .. get_current_working_dir(tab))
  -- leave room for the edges
  title = wezterm.truncate_right(title, max_width - 2)
  if #tabs > 1 and tab.active_pane.is_zoomed then
    title = '[Z] ' .. title
  end
  return {
    { Background = { Color = edge } },
    { Foreground = { Color = background } },
    { Text = SOLID_LEFT_ARROW },
    { Background = { Color = background } },
    { Foreground = { Color = foreground } },
    { Attribute = { Intensity = tab.is_active and 'Bold' or 'Normal' } },
    { Text = title },
    'ResetAttributes',
    { Text = SOLID_RIGHT_ARROW },
  }
end)

wezterm.on('format-window-title', function(tab, pane, tabs)
  local zoomed = pane.is_zoomed and '[Z] ' or ''
  local index = #tabs > 1 and string.format('[%d/%d] ', tab.tab_index + 1, #tabs) or ''
  return zoomed .. index .. pane.title
end)

config.hide_tab_bar_if_only_one_tab = false
config.use_fancy_tab_bar = false
config.tab_max_width = 60
config.colors = {
  tab_bar = {
    background = '#0b0022',
    active_tab = { bg_color = '#2b2042', fg_color = '#c0c0c0', intensity = 'Normal', underline = 'None', italic = false, strikethrough = false },
    inactive_tab = { bg_color = '#1b1032', fg_color = '#808080' },
    inactive_tab_hover = { bg_color = '#3b3052', fg_color = '#909090', italic = true },
    new_tab = { bg_color = '#1b1032', fg_color = '#808080' },
    new_tab_hover = { bg_color = '#3b3052', fg_color = '#909090', italic = true },
  },
}
config.tab_bar_style = {
  new_tab = wezterm.format { { Background = { Color = '#0b0022' } }, { Foreground = { AnsiColor = 'Fuchsia' } }, { Text = ' + ' } },
  new_tab_hover = wezterm.format { { Text = ' ++ ' } },
}

return config
