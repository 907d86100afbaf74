using Temper.Cli;
using Temper.Cli.Output;

Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var signals = new Signals();
return await CommandLine.RunAsync(args, Terminals.FromProcess(), signals, signals.Token).ConfigureAwait(false);
