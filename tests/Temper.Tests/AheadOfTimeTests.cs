using System.Diagnostics;
using System.Security;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests;

/// <summary>
/// src/Temper.Cli/AheadOfTime.targets: finds compiler and framework however the folders of packages are written, and says so when they are missing.
/// It is imported into a project without the SDK, beside folders that only look like packages. CI builds with the real ones.
/// </summary>
public sealed class AheadOfTimeTests
{
    private const string Version = "1.2.3";
    private const string Platform = "linux-x64";

    [Fact]
    public async Task The_compiler_is_found_with_and_without_a_slash_behind_the_folder_of_packages()
    {
        using var folder = new TempFolder();
        folder.Write($"my packages/microsoft.netcore.app.crossgen2.{Platform}/{Version}/tools/{Program}", []);
        folder.Write("root/shared/Microsoft.NETCore.App/10.0.9/System.Private.CoreLib.dll", []);
        folder.Write("odd root/shared/Microsoft.NETCore.App/10.0.3/System.Private.CoreLib.dll", []);
        folder.Write("bare root/shared/Microsoft.NETCore.App/9.0.9/System.Private.CoreLib.dll", []);
        var (packages, nothing) = (folder.Sub("my packages"), folder.Sub("nothing"));

        var said = await BuildAsync(
            folder,
            ("slash", packages + "/", "", "root"),
            ("none", packages, "", "root"),
            ("fallback", nothing, $"{nothing};{packages}", "root/"),
            ("framework", packages, packages, "odd root"),
            ("compiler-missing", nothing, nothing + "/", "root"),
            ("framework-missing", packages, packages, "bare root"));

        foreach (var found in new[] { "slash", "none", "fallback", "framework" })
        {
            Assert.Contains($"{found}: true", said, StringComparison.Ordinal);
        }

        Assert.Contains("compiler-missing: ;", said, StringComparison.Ordinal);
        Assert.Contains($"expected the compiler at {nothing}/microsoft.netcore.app.crossgen2.{Platform}/{Version}/tools/{Program} ", said, StringComparison.Ordinal);
        Assert.Contains("framework-missing: ;", said, StringComparison.Ordinal);
        Assert.Contains($"expected the .NET 10.0 framework in {folder.Sub("bare root")}/shared/Microsoft.NETCore.App ", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split('\n').Count(line => line.Contains("warning TEMPER002: Not compiled ahead of time", StringComparison.Ordinal)));
    }

    private static string Program => OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2";

    /// <summary>What a build says of each case; it compiles nothing.</summary>
    private static async Task<string> BuildAsync(TempFolder folder, params (string Name, string Root, string Folders, string Framework)[] cases)
    {
        var targets = Path.Combine(Repository.Folder, "src", "Temper.Cli", "AheadOfTime.targets");
        var calls = cases.Select(one => $"""
                <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="Find;CompileAheadOfTime" Properties="Case={one.Name}" />
            """);
        var settings = cases.Select(one => $"""
              <PropertyGroup Condition="'$(Case)' == '{one.Name}'">
                <NuGetPackageRoot>{SecurityElement.Escape(one.Root)}</NuGetPackageRoot>
                <NuGetPackageFolders>{SecurityElement.Escape(one.Folders)}</NuGetPackageFolders>
                <NetCoreRoot>$(MSBuildProjectDirectory)/{one.Framework}</NetCoreRoot>
              </PropertyGroup>
            """);
        var project = folder.Write("cases.proj", System.Text.Encoding.UTF8.GetBytes($"""
            <Project>
              <PropertyGroup>
                <Configuration>Release</Configuration>
                <NETCoreSdkPortableRuntimeIdentifier>{Platform}</NETCoreSdkPortableRuntimeIdentifier>
                <CrossgenVersion>{Version}</CrossgenVersion>
                <BundledNETCoreAppPackageVersion>10.0.9</BundledNETCoreAppPackageVersion>
                <BundledNETCoreAppTargetFrameworkVersion>10.0</BundledNETCoreAppTargetFrameworkVersion>
                <IntermediateOutputPath>$(MSBuildProjectDirectory)/obj/$(Case)/</IntermediateOutputPath>
              </PropertyGroup>
            {string.Join('\n', settings)}
              <ItemGroup>
                <IntermediateAssembly Include="cases.proj" />
              </ItemGroup>
              <Target Name="All">
            {string.Join('\n', calls)}
              </Target>
              <Target Name="Find" DependsOnTargets="FindAheadOfTime">
                <Message Importance="high" Text="$(Case): $(HasAheadOfTime);" />
                <!-- Found, but no program: it is not to be started. -->
                <PropertyGroup>
                  <HasAheadOfTime>false</HasAheadOfTime>
                </PropertyGroup>
              </Target>
              <Import Project="{SecurityElement.Escape(targets)}" />
            </Project>
            """));
        var start = DotnetProgram.Call("msbuild", project, "-t:All", "-nologo", "-nodeReuse:false");
        start.RedirectStandardError = false;
        start.WorkingDirectory = folder.Path;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
