using System.Security.Cryptography;
using System.Text;
using FlowForge.Core.Plans;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Jobs;

/// <summary>What schedulers call the task of a table: small letters, digits and _ of ASCII, which is a Python variable too.</summary>
internal static class TaskKey
{
    // Jobs API 2.2: [A-Za-z0-9_-], at most 100. Airflow takes 250.
    private const int MaxLength = 100;
    private const int HashLength = 8;

    internal static string Of(PlanTable table) => Of(TablePlaces.Notebook(table));

    /// <summary>The name itself where it is a key; otherwise as much of it as can be, with a hash, so that different names stay different.</summary>
    internal static string Of(string name)
    {
        string word = Py.Identifier(name);
        if (word == name && name.Length <= MaxLength) return name;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
        return $"{word[..Math.Min(word.Length, MaxLength - HashLength - 1)]}_{hash}";
    }
}
