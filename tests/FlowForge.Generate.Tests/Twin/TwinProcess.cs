using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>A notebook to run, with what its job passes to it.</summary>
internal sealed record TwinNotebook(string Name, string Path, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Runs notebooks one after the other in one Python, and answers their calls.</summary>
internal static class TwinProcess
{
    /// <returns>What each notebook said at its end, by name.</returns>
    /// <exception cref="InvalidOperationException">A notebook failed: says where and why.</exception>
    internal static IReadOnlyDictionary<string, JsonObject> Run(IReadOnlyList<TwinNotebook> notebooks, TwinSession session, string folder)
    {
        string task = Path.Combine(folder, "task.json");
        File.WriteAllText(task, JsonSerializer.Serialize(new { api = PlanFixture.Shared("spark/api.json"), notebooks = notebooks.Select(one => new { name = one.Name, path = one.Path, parameters = one.Parameters }) }));
        var start = new ProcessStartInfo("python3", ["-B", Path.Combine(PlanFixture.Folder("Twin"), "twin.py"), task]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        var answers = new Dictionary<string, JsonObject>();
        string? failure = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            using JsonDocument request = JsonDocument.Parse(line);
            string op = request.RootElement.GetProperty("op").GetString()!;
            JsonObject answer;
            if (op == "finished")
            {
                string name = request.RootElement.GetProperty("notebook").GetString()!;
                if (request.RootElement.GetProperty("error").GetString() is { } error) failure = error;
                else answers[name] = JsonNode.Parse(request.RootElement.GetProperty("answer").GetString()!)!.AsObject();
                answer = [];
            }
            else answer = Answer(session, op, request.RootElement);
            process.StandardInput.WriteLine(answer.ToJsonString());
            process.StandardInput.Flush();
        }
        process.WaitForExit();
        if (failure is not null || process.ExitCode != 0) throw new InvalidOperationException($"{failure}\n{said.Result}".Trim());
        return answers;
    }

    private static JsonObject Answer(TwinSession session, string op, JsonElement task)
    {
        try
        {
            return new JsonObject { ["value"] = session.Answer(op, task) };
        }
        catch (Exception failure) when (failure is TwinException or SparkException or DuckDbException or InputException or DeltaConflictException)
        {
            return new JsonObject { ["error"] = $"{op}: {failure.Message}" };
        }
    }
}
