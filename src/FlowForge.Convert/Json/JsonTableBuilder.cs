using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Json;

/// <summary>Decides the columns of a table from what its records have in common, and says where text was the only way to lose nothing.</summary>
internal sealed class JsonTableBuilder(string file, ReadOptions options, Warnings warnings)
{
    private const string ValueColumn = "value";
    private readonly List<SourceColumn> _columns = [];

    /// <param name="name">What the table is called.</param>
    internal static JsonTable Build(string name, Shape records, string file, ReadOptions options, Warnings warnings) =>
        new JsonTableBuilder(file, options, warnings).Build(name, records);

    private JsonTable Build(string name, Shape records)
    {
        bool isMap = IsMap(records);
        MemberColumns? members = !isMap && records.Fields.Count > 0 ? Members(records, "") : null;
        Kinds others = members is null ? records.Kinds : records.Kinds & ~Kinds.Object;
        ValueBinding? value = null;
        int column = _columns.Count;
        if (others != Kinds.None || members is null) value = AddColumn(ValueColumn, records, others, ValueColumn);
        return new JsonTable(new SourceTable(name, _columns), members, value, column);
    }

    private MemberColumns Members(Shape shape, string prefix)
    {
        var targets = new List<MemberColumn>();
        for (int i = 0; i < shape.Fields.Count; i++)
        {
            Shape field = shape.Fields[i];
            string name = prefix + NameOf(shape.Names[i]);
            int column = _columns.Count;
            bool inside = options.Flatten && !options.AllText && field.Kinds == Kinds.Object && field.Fields.Count > 0 && !IsMap(field);
            targets.Add(inside
                ? new MemberColumn(-1, null, Members(field, name + "."))
                : new MemberColumn(column, AddColumn(name, field, field.Kinds, name), null));
        }
        return new MemberColumns(shape.Names, targets);
    }

    private ValueBinding AddColumn(string name, Shape shape, Kinds kinds, string path)
    {
        if (options.AllText)
        {
            _columns.Add(new SourceColumn(name, DataType.Varchar) { Inference = TextInference.None });
            return (kinds & Kinds.Containers) != 0 ? new JsonTextBinding() : new ScalarTextBinding();
        }
        ValueBinding binding = Bind(shape, kinds, path);
        // Dates and UUIDs have no form of their own in JSON: the values of a column of strings decide.
        _columns.Add(binding is StringBinding or NothingBinding
            ? new SourceColumn(name) { Inference = TextInference.Iso }
            : new SourceColumn(name, binding.Type));
        return binding;
    }

    private ValueBinding Bind(Shape shape, Kinds kinds, string path) => kinds switch
    {
        Kinds.None => new NothingBinding(),
        Kinds.Boolean => new BooleanBinding(),
        Kinds.Number => BindNumbers(shape, path),
        Kinds.String => new StringBinding(),
        Kinds.Object or Kinds.Array when shape.IsOpaque => AsJson(path, "is nested too deep, or has too many fields around it"),
        Kinds.Object => BindObjects(shape, path),
        Kinds.Array => new ListBinding(shape.Elements is { } elements ? Bind(elements, elements.Kinds, path + "[]") : new NothingBinding()),
        _ when (kinds & Kinds.Containers) == 0 => AsText(path, $"values are of different kinds ({Describe(kinds)}): they are kept as text, strings and numbers as written.", new ScalarTextBinding()),
        _ => AsJson(path, $"is of different kinds ({Describe(kinds)})"),
    };

    private ValueBinding BindNumbers(Shape shape, string path)
    {
        ValueBinding binding = shape.Numbers.Bind();
        return binding is NumberTextBinding ? AsText(path, "some numbers have more digits than DECIMAL(38) and would be rounded as DOUBLE: they are kept as text.", binding) : binding;
    }

    private ValueBinding BindObjects(Shape shape, string path)
    {
        if (IsMap(shape))
        {
            Shape values = shape.Unified();
            return new MapBinding(Bind(values, values.Kinds, path + ".*"));
        }
        // Objects without members: engines have no STRUCT without fields.
        if (shape.Fields.Count == 0) return new JsonTextBinding();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var fields = new List<Column>();
        var bindings = new ValueBinding[shape.Fields.Count];
        for (int i = 0; i < bindings.Length; i++)
        {
            Shape field = shape.Fields[i];
            string name = Unique(NameOf(shape.Names[i]), i, names);
            bindings[i] = Bind(field, field.Kinds, $"{path}.{name}");
            fields.Add(new Column(name, bindings[i].Type));
        }
        return new StructBinding(shape.Names, bindings, new DataType.Struct(fields));
    }

    private static bool IsMap(Shape shape) => shape.MapValues is not null || (shape.KeysLookLikeData && shape.Unified().IsUniform);

    private ValueBinding AsJson(string path, string what) => AsText(path, $"this {what}: it is kept as JSON text.", new JsonTextBinding());

    private ValueBinding AsText(string path, string what, ValueBinding binding)
    {
        warnings.Add("json-kept-as-text", new Location(file, Part: path), what);
        return binding;
    }

    private static string Describe(Kinds kinds) => string.Join(", ", Enum.GetValues<Kinds>()
        .Where(kind => System.Numerics.BitOperations.IsPow2((int)kind) && kinds.HasFlag(kind))
        .Select(kind => kind.ToString().ToLowerInvariant()));

    /// <summary>Fields of a STRUCT need a name, and one that differs from the others in more than case.</summary>
    private static string Unique(string name, int position, HashSet<string> taken)
    {
        if (name.Length == 0) name = $"field_{position + 1}";
        string unique = name;
        for (int i = 2; !taken.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }

    /// <summary>The engine's names end at a NUL; the symbol for it takes its place.</summary>
    private static string NameOf(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).Replace('\0', '\u2400');
}
