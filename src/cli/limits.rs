//! The flags `--limit-NAME VALUE`: one for each limit, made from their table.

use std::sync::LazyLock;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::limits::{Flag, Limits};

/// The limits that the arguments set.
#[derive(Clone, Debug, Default)]
pub(super) struct LimitArgs(pub Limits);

/// The names of the flags; clap keeps them, so they must live as long as the program.
static FLAGS: LazyLock<Vec<String>> =
    LazyLock::new(|| Limits::TABLE.iter().map(|limit| Flag(limit.name).to_string()).collect());

impl clap::Args for LimitArgs {
    fn augment_args(command: Command) -> Command {
        Limits::TABLE.iter().zip(&*FLAGS).fold(command, |command, (limit, flag)| {
            command.arg(
                Arg::new(limit.name)
                    .long(flag.trim_start_matches("--"))
                    .value_name("NUMBER")
                    .value_parser(value_parser!(u64))
                    .hide(true), // `packproof explain limit-reached` lists them.
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for LimitArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for limit in Limits::TABLE {
            if let (Some(value), Some(field)) = (matches.get_one(limit.name), self.0.get_mut(limit.name)) {
                *field = *value;
            }
        }
        Ok(())
    }
}
