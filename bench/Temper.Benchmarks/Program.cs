using BenchmarkDotNet.Running;
using Temper.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(LinearBenchmarks).Assembly).Run(args);
