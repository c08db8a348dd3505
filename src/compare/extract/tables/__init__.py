"""Tables of work (任务 | 牵头 | 配合 | 时限) → tasks and who carries them out."""
