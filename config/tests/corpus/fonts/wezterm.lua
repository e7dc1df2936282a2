local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local function font(opts)
  return wezterm.font_with_fallback {
    opts,
    { family = 'Symbols Nerd Font Mono', scale = 0.8 },
    { family = 'Noto Color Emoji', assume_emoji_presentation = true },
    'Sarasa Mono J',
  }
end

config.font = font {
  family = 'Monaspace Neon',
  weight = 450,
  stretch = 'Expanded',
  style = 'Normal',
  harfbuzz_features = { 'calt', 'liga', 'ss01', 'ss02' },
  freetype_load_target = 'Light',
  freetype_render_target = 'HorizontalLcd',
  freetype_load_flags = 'NO_HINTING|NO_AUTOHINT',
}
config.font_rules = {
  {
    intensity = 'Bold',
    italic = true,
    font = font { family = 'Monaspace Radon', weight = 'Bold', style = 'Italic' },
  },
  {
    italic = true,
    intensity = 'Half',
    font = font { family = 'Monaspace Radon', weight = 'DemiBold', style = 'Oblique' },
  },
  { intensity = 'Normal', italic = true, reverse = false, font = wezterm.font('Victor Mono', { weight = 'Light', italic = true }) },
  { intensity = 'Bold', font = wezterm.font('Monaspace Neon', { bold = true, foreground = 'tomato' }) },
}
config.font_size = 12.6
config.line_height = 1.15
config.cell_width = 0.95
config.freetype_load_target = 'Light'
config.freetype_render_target = 'HorizontalLcd'
config.freetype_load_flags = 'NO_HINTING'
config.freetype_interpreter_version = 40
config.harfbuzz_features = { 'calt=1', 'clig=1', 'liga=1' }
config.underline_thickness = '2px'
config.underline_position = -4
config.cursor_thickness = '0.1cell'
config.strikethrough_position = '0.5cell'
config.allow_square_glyphs_to_overflow_width = 'Always'
config.warn_about_missing_glyphs = false
config.custom_block_glyphs = false
config.anti_alias_custom_block_glyphs = true
config.font_dirs = { 'fonts', wezterm.home_dir .. '/.fonts' }
config.font_locator = 'ConfigDirsOnly'
config.font_shaper = 'Harfbuzz'
config.dpi = 144.0
config.dpi_by_screen = { ['eDP-1'] = 192, ['HDMI-A-1'] = 96 }
config.unicode_version = 14
config.bold_brightens_ansi_colors = false
config.use_cap_height_to_scale_fallback_fonts = true
config.char_select_font_size = 16
config.char_select_bg_color = '#2e3440'
config.char_select_fg_color = 'white'

return config
