using System.Reflection;

namespace FlowForge.Cli;

internal static class ProductVersion
{
    /// <summary><c>0.1.0</c>: without the commit that the build adds after a plus sign.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
