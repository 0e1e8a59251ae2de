using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Core.Plans.Parameters;

/// <summary>Reads a value; when it cannot, tells the reading what is wrong and answers false.</summary>
public delegate bool TryRead<T>(PlanNode node, PlanReading reading, [MaybeNullWhen(false)] out T value);

/// <summary>What a parameter can hold: how it is written in a plan, read from it, and described to an editor.</summary>
/// <param name="Name">For people: <c>list of columns</c>.</param>
/// <param name="Schema">Makes the JSON schema of the value.</param>
/// <param name="Write">The value as a plan's author would write it.</param>
public sealed record ParameterKind<T>(string Name, Func<JsonObject> Schema, TryRead<T> Read, Func<T, PlanNode> Write)
    where T : notnull;
