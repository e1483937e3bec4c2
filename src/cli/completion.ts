import { Argument, Command } from "commander";
import { print } from "./terminal/output.js";

/** Both ask `headwater complete` with the words up to the cursor; file names are the shell's to offer. */
const SCRIPTS: { readonly [shell: string]: string } = {
  bash: `_headwater() {
  local IFS=$'\\n'
  COMPREPLY=($(headwater complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _headwater headwater
`,
  zsh: `#compdef headwater
_headwater() {
  local -a candidates
  candidates=("\${(@f)$(headwater complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -a candidates; else _files; fi
}
compdef _headwater headwater
`,
};

export function completionCommand(): Command {
  return new Command("completion")
    .description("print what makes a shell complete commands, options, topics and groups")
    .addArgument(new Argument("<shell>", "yours").choices(Object.keys(SCRIPTS)))
    .addHelpText(
      "after",
      [
        '\nIn ~/.bashrc:  eval "$(headwater completion bash)"',
        'In ~/.zshrc, after compinit:  eval "$(headwater completion zsh)"',
      ].join("\n"),
    )
    .action((shell: string) => print(SCRIPTS[shell]!));
}
