using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Core.Plans.Documents;

/// <summary>A value of a plan document and where it stands. A closed set: only the classes below derive from it.</summary>
public abstract record PlanNode
{
    private PlanNode() { }

    /// <summary>Null for a value that no file holds.</summary>
    public Location? Where { get; init; }

    public virtual bool Equals(PlanNode? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>A text, number or truth value as written. Quoted ones are texts whatever they look like.</summary>
    public sealed record Scalar(string Text, bool IsQuoted = false) : PlanNode
    {
        /// <summary>Where each line of the text begins in the file, when they are not simply side by side.</summary>
        public IReadOnlyList<LineStart> Lines { get; init; } = [];

        /// <summary>Written without quotes and empty, or as null.</summary>
        public bool IsNull => !IsQuoted && Text is "" or "null" or "~";

        public bool Equals(Scalar? other) => other is not null && Text == other.Text && IsQuoted == other.IsQuoted;

        public override int GetHashCode() => HashCode.Combine(Text, IsQuoted);

        /// <summary>The place of the character at an offset of the text.</summary>
        public Location? At(int offset)
        {
            if (Where is null) return null;
            if (Lines.Count == 0) return Where with { Column = Where.Column + offset + (IsQuoted ? 1 : 0) };
            LineStart line = Lines.LastOrDefault(line => line.Offset <= offset, Lines[0]);
            return Where with { Line = line.Line, Column = line.Column + offset - line.Offset };
        }
    }

    public sealed record List(ValueList<PlanNode> Items) : PlanNode;

    public sealed record Map(ValueList<Entry> Entries) : PlanNode
    {
        public PlanNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
    }
}

/// <summary>A key of a map with its value.</summary>
public sealed record Entry(PlanNode.Scalar Key, PlanNode Value);

/// <summary>A line of a text that runs over several: the offset where it begins, and its place in the file, counted from 1.</summary>
public readonly record struct LineStart(int Offset, long Line, long Column);
