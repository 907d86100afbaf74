using System.Globalization;
using Temper.Cli;
using Temper.Cli.Output;

// Numbers are read and written one way on every machine, also where DOTNET_SYSTEM_GLOBALIZATION_INVARIANT says otherwise.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var terminal = Terminals.FromProcess();

// What a thread of the program's own throws ends the process; it should end it with one line as well.
AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
    Environment.Exit(Faults.Tell(thrown.ExceptionObject as Exception ?? new InvalidOperationException($"{thrown.ExceptionObject}"), terminal));
using var signals = new Signals();
return await CommandLine.RunAsync(args, terminal, signals, signals.Token).ConfigureAwait(false);
