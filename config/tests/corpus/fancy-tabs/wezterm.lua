local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'OneDark (base16)'
config.use_fancy_tab_bar = true
config.window_decorations = 'INTEGRATED_BUTTONS | RESIZE'
config.integrated_title_buttons = { 'Hide', 'Maximize', 'Close' }
config.integrated_title_button_style = 'Gnome'
config.integrated_title_button_alignment = 'Left'
config.integrated_title_button_color = 'Auto'
config.show_close_tab_button_in_tabs = false
config.show_tabs_in_tab_bar = true
config.mouse_wheel_scrolls_tabs = false
config.window_frame = {
  -- The font used in the tab bar.
  font = wezterm.font { family = 'Roboto', weight = 'Bold' },
  font_size = 12.0,
  active_titlebar_bg = '#333333',
  inactive_titlebar_bg = '#333333',
  active_titlebar_fg = '#ffffff',
  inactive_titlebar_fg = '#cccccc',
  button_fg = '#cccccc',
  button_bg = '#2b2042',
  button_hover_fg = '#ffffff',
  button_hover_bg = '#3b3052',
  border_left_width = '0.5cell',
  border_right_width = '0.5cell',
  border_bottom_height = '0.25cell',
  border_top_height = '4px',
  border_left_color = 'purple',
  border_right_color = 'purple',
  border_bottom_color = 'purple',
  border_top_color = 'purple',
}
config.colors = {
  tab_bar = { inactive_tab_edge = '#575757', active_tab = { bg_color = '#282c34', fg_color = '#abb2bf' } },
}
config.window_content_alignment = { horizontal = 'Center', vertical = 'Bottom' }
config.use_resize_increments = true
config.adjust_window_size_when_changing_font_size = false
config.tiling_desktop_environments = { 'X11 i3', 'Wayland' }
config.pane_select_font_size = 48
config.pane_select_bg_color = 'rgba(0, 0, 0, 0.7)'
config.pane_select_fg_color = '#abb2bf'
config.window_padding = { left = '1cell', right = '12pt', top = '0.5cell', bottom = '2%' }
config.inactive_pane_hsb = { hue = 1.0, saturation = 1.0, brightness = 1.0 }

return config
