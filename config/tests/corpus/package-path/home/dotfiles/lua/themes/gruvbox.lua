local M = {}
local palette = { bg = "#282828", fg = "#ebdbb2", orange = "#fe8019", gray = "#928374" }

function M.colors()
  return {
    background = palette.bg,
    foreground = palette.fg,
    cursor_bg = palette.orange,
    cursor_fg = "black",
    selection_fg = "none",
    selection_bg = "rgba(50% 50% 50% 50%)",
    tab_bar = {
      background = "hsl(0 0% 20%)",
      inactive_tab_edge = palette.gray,
      active_tab = { bg_color = palette.bg, fg_color = palette.fg, intensity = "Bold", underline = "None", strikethrough = false },
    },
  }
end

function M.window_frame()
  return { active_titlebar_bg = palette.bg, inactive_titlebar_bg = palette.bg }
end

return M
