import type { Command, Option } from 'commander';
import type { Io } from '../io.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

/** Prints a script that completes commands, options, the choices of options, and else file names. */
export function completionCommand(shell: Shell, program: Command, io: Io): number {
  io.stdout.write({ bash, zsh, fish }[shell](program));
  return 0;
}

/** Those that help lists. */
function shown(command: Command): readonly Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

function words(command: Command): readonly string[] {
  return shown(command).flatMap((option) => [option.short, option.long].filter((flag) => flag !== undefined));
}

/** Options whose values are a closed list, those of the program among them. */
function choices(program: Command, command: Command): readonly Option[] {
  return [...shown(program), ...shown(command)].filter((option) => option.argChoices !== undefined);
}

/** What may stand where no option does. */
function operands(command: Command): readonly string[] {
  return command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
}

function bash(program: Command): string {
  const commands = program.commands;
  const cases = commands.map((command) => {
    const values = choices(program, command).map(
      (option) =>
        `      ${flags(option)}) COMPREPLY=($(compgen -W '${option.argChoices?.join(' ')}' -- "$word")); return ;;`,
    );
    return [
      `    ${command.name()})`,
      ...(values.length === 0 ? [] : ['    case $before in', ...values, '    esac']),
      ...(operands(command).length === 0
        ? []
        : [`    COMPREPLY=($(compgen -W '${operands(command).join(' ')}' -- "$word"))`]),
      `    [[ $word == -* ]] && COMPREPLY=($(compgen -W '${[...words(command), ...words(program)].join(' ')}' -- "$word")) ;;`,
    ].join('\n');
  });
  return `_tierwall() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [[ $COMP_CWORD == 1 ]]; then
    COMPREPLY=($(compgen -W '${[...commands.map((command) => command.name()), ...words(program)].join(' ')}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
}
complete -o default -F _tierwall tierwall
`;
}

function flags(option: Option): string {
  return [option.short, option.long].filter((flag) => flag !== undefined).join('|');
}

/** zsh reads bash's completion functions. */
function zsh(program: Command): string {
  return `#compdef tierwall\nautoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
}

function fish(program: Command): string {
  const lines = ['complete -c tierwall -f -n __fish_use_subcommand'];
  for (const command of program.commands) {
    const name = command.name();
    lines.push(`complete -c tierwall -n __fish_use_subcommand -a ${name} -d ${quote(command.summary())}`);
    if (operands(command).length > 0) {
      const values = operands(command).join(' ');
      lines.push(`complete -c tierwall -n '__fish_seen_subcommand_from ${name}' -f -a '${values}'`);
    }
    for (const option of shown(command)) {
      const seen = `-n '__fish_seen_subcommand_from ${name}'`;
      const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
      const long = option.long === undefined ? '' : ` -l ${option.long.slice(2)}`;
      const values = option.argChoices === undefined ? '' : ` -x -a '${option.argChoices.join(' ')}'`;
      const needs = values === '' && option.required ? ' -r' : values;
      lines.push(`complete -c tierwall ${seen}${short}${long}${needs} -d ${quote(option.description)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
