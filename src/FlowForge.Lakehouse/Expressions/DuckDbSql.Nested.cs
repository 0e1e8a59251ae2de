using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Arrays, maps and structs.</summary>
public sealed partial class DuckDbSql
{
    private static void AddNested(Dictionary<string, Rule> rules)
    {
        rules["array"] = (_, call, a) => a.Length == 0 ? $"CAST([] AS {SqlType(call.Type)})" : $"[{string.Join(", ", a)}]";
        rules["struct"] = (_, call, a) => $"struct_pack({string.Join(", ", ((DataType.Struct)call.Type).Fields.Select((field, i) => $"{SqlName.Quote(field.Name)} := {a[i]}"))})";
        rules["size"] = (sql, call, a) => call.Arguments[0].Type is DataType.Map ? Sized(sql, $"cardinality({a[0]})") : Sized(sql, $"len({a[0]})");
        rules["array_size"] = Typed("len({0})");
        rules["array_contains"] = (sql, _, a) => sql.Let(a[0], list => $"CASE WHEN list_contains({list}, {a[1]}) THEN true WHEN len(list_filter({list}, lambda e: e IS NULL)) > 0 OR {a[1]} IS NULL THEN NULL ELSE list_contains({list}, {a[1]}) END");
        rules["array_position"] = Template("CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN CAST(COALESCE(list_position({0}, {1}), 0) AS BIGINT) END");
        rules["array_remove"] = (sql, _, a) => $"CASE WHEN {a[1]} IS NOT NULL THEN list_filter({a[0]}, lambda {sql.NewVariable()}: {VariablePrefix}{sql._variables} IS DISTINCT FROM {a[1]}) END";
        foreach ((string name, Func<ListValue, ListValue, ListValue> compute) in ((string, Func<ListValue, ListValue, ListValue>)[])
            [("array_union", (a, b) => Distinct(a.Concat(b))), ("array_intersect", (a, b) => Distinct(a.Where(item => b.Select(Key).Contains(Key(item))))), ("array_except", (a, b) => Distinct(a.Where(item => !b.Select(Key).Contains(Key(item)))))])
            rules[name] = Function(name, compute);
        rules["array_distinct"] = Function<ListValue, ListValue>("array_distinct", list => Distinct(list));
        rules["arrays_overlap"] = Objects("arrays_overlap", values => Overlap((ListValue)values[0]!, (ListValue)values[1]!));
        rules["arrays_zip"] = ArraysZip;
        rules["array_max"] = (_, _, a) => $"list_max(list_filter({a[0]}, lambda e: e IS NOT NULL))";
        rules["array_min"] = (_, _, a) => $"list_min(list_filter({a[0]}, lambda e: e IS NOT NULL))";
        rules["array_join"] = Objects("array_join", values => string.Join((string)values[1]!, ((ListValue)values[0]!).Select(item => item ?? (values.Length > 2 ? values[2] : null)).Where(item => item is not null)));
        rules["array_append"] = Template("CASE WHEN {0} IS NOT NULL THEN list_append({0}, {1}) END");
        rules["array_prepend"] = Template("CASE WHEN {0} IS NOT NULL THEN list_prepend({1}, {0}) END");
        rules["array_insert"] = Objects("array_insert", values => values[0] is null || values[1] is null ? null : Insert((ListValue)values[0]!, (int)values[1]!, values[2]), takesNulls: true);
        rules["array_compact"] = Template("list_filter({0}, lambda e: e IS NOT NULL)");
        rules["array_repeat"] = (sql, _, a) => $"list_transform(range(greatest({a[1]}, 0)::BIGINT), lambda {sql.NewVariable()}: {a[0]})";
        rules["element_at"] = (sql, _, a) => sql.ElementOf(a[0], a[1], fromZero: false, sql.Ansi ? "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" : null);
        rules["try_element_at"] = (sql, _, a) => sql.ElementOf(a[0], a[1], fromZero: false, null);
        rules["get"] = (sql, _, a) => sql.ElementOf(a[0], a[1], fromZero: true, null);
        rules["slice"] = Function<ListValue, int, int, ListValue>("slice", Slice);
        rules["sort_array"] = (sql, call, a) => Sorted(sql, call, a);
        rules["array_sort"] = ArraySort;
        rules["flatten"] = (_, _, a) => $"CASE WHEN len(list_filter({a[0]}, lambda e: e IS NULL)) = 0 THEN flatten({a[0]}) END";
        rules["sequence"] = Sequence;
        rules["shuffle"] = (sql, call, a) => sql.Native("shuffle", Types(call), call.Type, (t, r) => Natives.Native.Of<ListValue, ListValue>(t, r, Shuffled), a, isVolatile: true);
        rules["transform"] = (sql, call, a) => LambdaOf(call, 1).Parameters.Count == 1 ? $"list_transform({a[0]}, {sql.Lambda(LambdaOf(call, 1))})" : sql.Indexed(call, a, "list_transform");
        rules["filter"] = (sql, call, a) => LambdaOf(call, 1).Parameters.Count == 1 ? $"list_filter({a[0]}, {sql.Lambda(LambdaOf(call, 1))})" : sql.Indexed(call, a, "list_filter");
        rules["exists"] = (sql, call, a) => Quantified(sql, $"list_transform({a[0]}, {sql.Lambda(LambdaOf(call, 1))})", "true");
        rules["forall"] = (sql, call, a) => Quantified(sql, $"list_transform({a[0]}, {sql.Lambda(LambdaOf(call, 1))})", "false");
        rules["aggregate"] = Reduce;
        rules["zip_with"] = ZipWith;
        AddMaps(rules);
    }

    private static string Sized(DuckDbSql sql, string count) => sql.Ansi ? $"CAST({count} AS INTEGER)" : $"COALESCE(CAST({count} AS INTEGER), -1)";

    // What stands for a value in a set: -0.0 is 0.0, NaN equals itself, bytes compare by content.
    private static object Key(object? value) => value switch { null => DBNull.Value, double number when number == 0 => 0.0, byte[] bytes => Convert.ToHexString(bytes), _ => value };

    private static ListValue Distinct(IEnumerable<object?> items)
    {
        var seen = new HashSet<object>();
        return new ListValue([.. items.Where(item => seen.Add(Key(item)))]);
    }

    private static bool? Overlap(ListValue left, ListValue right)
    {
        var keys = new HashSet<object>(left.Where(item => item is not null).Select(Key));
        if (right.Any(item => item is not null && keys.Contains(Key(item)))) return true;
        return left.Count > 0 && right.Count > 0 && (left.Contains(null) || right.Contains(null)) ? null : false;
    }

    private static string ArraysZip(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string[] names = [.. ((DataType.Struct)((DataType.List)call.Type).Element).Fields.Select(field => field.Name)];
        return sql.Native("arrays_zip", Types(call), call.Type, (t, r) => Natives.Native.OfAll(t, r, values =>
        {
            if (values.Contains(null)) return null;
            ListValue[] lists = [.. values.Cast<ListValue>()];
            int count = lists.Length == 0 ? 0 : lists.Max(list => list.Count);
            return new ListValue([.. Enumerable.Range(0, count).Select(i => (object?)new StructValue([.. lists.Select((list, at) => KeyValuePair.Create(names[at], i < list.Count ? list[i] : null))]))]);
        }), a, takesNulls: true);
    }

    private static ListValue Insert(ListValue list, int position, object? value)
    {
        if (position == 0) throw new SparkException("INVALID_INDEX_OF_ZERO", "array_insert counts from 1; 0 is no position.");
        var items = list.ToList();
        if (position > 0)
        {
            while (items.Count < position - 1) items.Add(null);
            items.Insert(position - 1, value);
            return new ListValue(items);
        }
        while (items.Count < -position - 1) items.Insert(0, null);
        items.Insert(items.Count + position + 1, value);
        return new ListValue(items);
    }

    private static ListValue Slice(ListValue list, int start, int length)
    {
        if (start == 0) throw new SparkException("INVALID_PARAMETER_VALUE.START", "slice counts from 1; 0 is no position.");
        if (length < 0) throw new SparkException("INVALID_PARAMETER_VALUE.LENGTH", $"slice takes no length below 0, found {length}.");
        int first = start > 0 ? start - 1 : list.Count + start;
        return first < 0 || first >= list.Count ? new ListValue([]) : new ListValue([.. list.Skip(first).Take(length)]);
    }

    private static string Sorted(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        bool nested = IsNested(((DataType.List)call.Type).Element);
        if (!nested && (call.Arguments.Count == 1 || call.Arguments[1] is TypedExpression.Constant { Value: Literal.Boolean }))
            return call.Arguments.Count > 1 && call.Arguments[1] is TypedExpression.Constant { Value: Literal.Boolean { Value: false } } ? $"list_sort({a[0]}, 'DESC', 'NULLS LAST')" : $"list_sort({a[0]}, 'ASC', 'NULLS FIRST')";
        return sql.Native("sort_array", [call.Type, DataType.Boolean], call.Type, (t, r) => Natives.Native.Of<ListValue, bool, ListValue>(t, r, (list, ascending) =>
            new ListValue([.. ascending ? list.Order(Comparer<object?>.Create(ValueOrder.Compare)) : list.OrderDescending(Comparer<object?>.Create(ValueOrder.Compare))])), a.Length > 1 ? a : [a[0], "true"]);
    }

    private static string ArraySort(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 1)
            return IsNested(((DataType.List)call.Type).Element)
                ? sql.Native("array_sort", [call.Type], call.Type, (t, r) => Natives.Native.Of<ListValue, ListValue>(t, r, list => new ListValue([.. list.OrderBy(item => item is null ? 1 : 0).ThenBy(item => item, Comparer<object?>.Create(ValueOrder.Compare))])), a)
                : $"list_sort({a[0]}, 'ASC', 'NULLS LAST')";
        // An element's place is how many others come before it, equals in their own order.
        (string item, string at, string other, string otherAt) = (sql.NewVariable(), sql.NewVariable(), sql.NewVariable(), sql.NewVariable());
        string compare = sql.Body(LambdaOf(call, 1), other, item);
        return sql.Let(a[0], list => $"list_transform(list_sort(list_transform({list}, lambda {item}, {at}: {{'r': len(list_filter({list}, lambda {other}, {otherAt}: ({compare}) < 0 OR (({compare}) = 0 AND {otherAt} < {at}))), 'v': {item}}})), lambda s: s.v)");
    }

    private static TypedExpression.Lambda LambdaOf(TypedExpression.Call call, int argument) => (TypedExpression.Lambda)call.Arguments[argument];

    private static string Sequence(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        DataType element = ((DataType.List)call.Type).Element;
        if (IsWhole(element)) return sql.Native("sequence", [.. Enumerable.Repeat(DataType.BigInt, a.Length)], new DataType.List(DataType.BigInt), (t, r) => Natives.Native.OfAll(t, r, values => values.Contains(null) ? null : Steps((long)values[0]!, (long)values[1]!, values.Length > 2 ? (long)values[2]! : null, (at, by, n) => at + by * n, value => value)), a.Select(one => $"{one}::BIGINT"), takesNulls: true) + $"::{SqlType(call.Type)}";
        bool months = call.Arguments.Count > 2 && call.Arguments[2].Type is DataType.YearMonthInterval;
        Zone zone = Zone.Of(element == DataType.TimestampTz ? sql.Settings.TimeZone : "UTC");
        string step = a.Length > 2 ? $"{a[2]}::BIGINT" : $"CASE WHEN {a[0]} <= {a[1]} THEN 86400000000 ELSE -86400000000 END";
        string[] bounds = [.. a.Take(2).Select((one, i) => element == DataType.Date ? $"epoch_us(CAST({one} AS TIMESTAMP))" : $"epoch_us({one})")];
        string sequence = sql.Native("sequence", [DataType.BigInt, DataType.BigInt, DataType.BigInt], new DataType.List(DataType.BigInt), (t, r) => Natives.Native.Of<long, long, long, ListValue>(t, r, (from, to, by) => Steps(from, to, by, (at, each, n) => months ? ShiftMonths(at, checked((int)(each * n)), zone) : ShiftTime(at, each * n, zone), value => value)), [bounds[0], bounds[1], step], $"{months}{element}{sql.Settings.TimeZone}");
        string back = element == DataType.Date ? "CAST(make_timestamp(e) AS DATE)" : element == DataType.TimestampTz ? "CAST(make_timestamp(e) AS TIMESTAMPTZ)" : "make_timestamp(e)";
        return $"list_transform({sequence}, lambda e: {back})";
    }

    private static ListValue Steps(long from, long to, long? step, Func<long, long, long, long> at, Func<long, long> keep)
    {
        const int Most = 100_000_000;
        long by = step ?? (from <= to ? 1 : -1);
        if (by == 0 && from != to || by > 0 && from > to || by < 0 && from < to) throw new SparkException("INTERNAL_ERROR", $"A sequence from {from} to {to} has no step of {by}.");
        var items = new List<object?>();
        for (long n = 0; items.Count < Most; n++)
        {
            long value = at(from, by, n);
            if (by >= 0 ? value > to : value < to) break;
            items.Add(keep(value));
            if (by == 0) break;
        }
        return items.Count < Most ? new ListValue(items) : throw new SparkException("COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER", $"A sequence from {from} to {to} has more than {Most:N0} elements.");
    }

    private static ListValue Shuffled(ListValue list)
    {
        object?[] items = [.. list];
        System.Security.Cryptography.RandomNumberGenerator.Shuffle(items.AsSpan());
        return new ListValue(items);
    }

    // Spark counts the position from 0, the engine from 1.
    private string Indexed(TypedExpression.Call call, string[] a, string function)
    {
        (string item, string position) = (NewVariable(), NewVariable());
        return $"{function}({a[0]}, lambda {item}, {position}: {Body(LambdaOf(call, 1), item, $"CAST({position} - 1 AS INTEGER)")})";
    }

    private static string Quantified(DuckDbSql sql, string truths, string decisive) => sql.Let(truths, all =>
        $"CASE WHEN {all} IS NULL THEN NULL WHEN list_contains({all}, {decisive}) THEN {decisive} WHEN len(list_filter({all}, lambda e: e IS NULL)) > 0 THEN NULL ELSE NOT {decisive} END");

    // The engine's reduce wants one type for state and items, so both travel in a struct.
    private static string Reduce(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        TypedExpression.Lambda merge = LambdaOf(call, 2);
        (string state, string item) = (sql.NewVariable(), sql.NewVariable());
        (string stateType, string itemType) = (SqlType(merge.Type), SqlType(merge.Parameters[1].Type));
        string pairs = $"list_transform({a[0]}, lambda e: {{'s': NULL::{stateType}, 'e': e}})";
        string step = sql.Body(merge, $"{state}.s", $"{item}.e");
        string reduced = $"list_reduce({pairs}, lambda {state}, {item}: {{'s': CAST({step} AS {stateType}), 'e': NULL::{itemType}}}, {{'s': CAST({a[1]} AS {stateType}), 'e': NULL::{itemType}}}).s";
        if (call.Arguments.Count == 3) return reduced;
        string whole = sql.NewVariable();
        return $"CASE WHEN {a[0]} IS NOT NULL THEN list_transform([{reduced}], lambda {whole}: {sql.Body(LambdaOf(call, 3), whole)})[1] END";
    }

    private static string ZipWith(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        TypedExpression.Lambda lambda = LambdaOf(call, 2);
        string pair = sql.NewVariable();
        var type = new DataType.Struct([new Column("a", lambda.Parameters[0].Type), new Column("b", lambda.Parameters[1].Type)]);
        string zipped = sql.Native("zip", [call.Arguments[0].Type, call.Arguments[1].Type], new DataType.List(type), (t, r) => Natives.Native.Of<ListValue, ListValue, ListValue>(t, r, (first, second) =>
            new ListValue([.. Enumerable.Range(0, Math.Max(first.Count, second.Count)).Select(i => (object?)new StructValue([KeyValuePair.Create("a", i < first.Count ? first[i] : null), KeyValuePair.Create("b", i < second.Count ? second[i] : null)]))])), [a[0], a[1]]);
        return $"list_transform({zipped}, lambda {pair}: {sql.Body(lambda, $"{pair}.a", $"{pair}.b")})";
    }

    private static void AddMaps(Dictionary<string, Rule> rules)
    {
        rules["map"] = (sql, call, a) => MakeMap(sql, call, a);
        rules["map_keys"] = Template("map_keys({0})");
        rules["map_values"] = Template("map_values({0})");
        rules["map_entries"] = Template("map_entries({0})");
        rules["map_contains_key"] = (_, _, a) => $"CASE WHEN {a[0]} IS NOT NULL THEN list_contains(map_keys({a[0]}), {a[1]}) END";
        rules["map_from_arrays"] = (sql, call, a) => sql.Native("map_from_arrays", Types(call), call.Type, (t, r) => Natives.Native.Of<ListValue, ListValue, MapValue>(t, r, (keys, values) => keys.Count == values.Count ? MapOf(keys.Zip(values)) : throw new SparkException("INTERNAL_ERROR", "The arrays of keys and values differ in length.")), a);
        rules["map_from_entries"] = (sql, call, a) => CheckedMap(sql, call, a[0]);
        rules["map_concat"] = (sql, call, a) => sql.Native("map_concat", Types(call), call.Type, (t, r) => Natives.Native.OfAll(t, r, maps => maps.Contains(null) ? null : MapOf(maps.Cast<MapValue>().SelectMany(map => map.Select(entry => ((object?)entry.Key, entry.Value))))), a, takesNulls: true);
        rules["map_filter"] = (sql, call, a) => $"map_from_entries(list_filter({Entries(sql, call, a, (_, body) => body)}))";
        rules["transform_values"] = (sql, call, a) => $"map_from_entries(list_transform({Entries(sql, call, a, (entry, body) => $"{{'key': {entry}.key, 'value': {body}}}")}))";
        rules["transform_keys"] = (sql, call, a) => CheckedMap(sql, call, $"list_transform({Entries(sql, call, a, (entry, body) => $"{{'key': {body}, 'value': {entry}.value}}")})");
        rules["map_zip_with"] = MapZipWith;
        rules["str_to_map"] = (sql, call, a) => sql.Native("str_to_map", [DataType.Varchar, DataType.Varchar, DataType.Varchar], call.Type, (t, r) => Natives.Native.Of<string, string, string, MapValue>(t, r, (text, pairs, keys) =>
            MapOf(Split(JavaRegex.Of(pairs, "str_to_map"), text, -1).Select(pair => Split(JavaRegex.Of(keys, "str_to_map"), (string)pair!, 2)).Select(pair => (pair[0], pair.Count > 1 ? pair[1] : null)))), [a[0], a.Length > 1 ? a[1] : "','", a.Length > 2 ? a[2] : "':'"]);
    }

    private static string MapZipWith(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        var lambda = (TypedExpression.Lambda)call.Arguments[2];
        string row = sql.NewVariable();
        var triple = new DataType.Struct([new Column("k", lambda.Parameters[0].Type), new Column("a", lambda.Parameters[1].Type), new Column("b", lambda.Parameters[2].Type)]);
        string zipped = sql.Native("map_zip", [call.Arguments[0].Type, call.Arguments[1].Type], new DataType.List(triple), (t, r) => Natives.Native.Of<MapValue, MapValue, ListValue>(t, r, (first, second) =>
            new ListValue([.. first.Concat(second).Select(entry => entry.Key).DistinctBy(Key).Select(key => (object?)new StructValue([KeyValuePair.Create("k", (object?)key), KeyValuePair.Create("a", ValueOf(first, key)), KeyValuePair.Create("b", ValueOf(second, key))]))])), [a[0], a[1]]);
        return $"map_from_entries(list_transform({zipped}, lambda {row}: {{'key': {row}.k, 'value': {sql.Body(lambda, $"{row}.k", $"{row}.a", $"{row}.b")}}}))";
    }

    private static object? ValueOf(MapValue map, object key) => map.FirstOrDefault(entry => Key(entry.Key).Equals(Key(key))).Value;

    // A map's entries and a lambda over them.
    private static string Entries(DuckDbSql sql, TypedExpression.Call call, string[] a, Func<string, string, string> use)
    {
        string entry = sql.NewVariable();
        return $"map_entries({a[0]}), lambda {entry}: {use(entry, sql.Body(LambdaOf(call, 1), $"{entry}.key", $"{entry}.value"))}";
    }

    private static string CheckedMap(DuckDbSql sql, TypedExpression.Call call, string entries)
    {
        var map = (DataType.Map)call.Type;
        var pairs = new DataType.List(new DataType.Struct([new Column("key", map.Key), new Column("value", map.Value)]));
        return sql.Native("map_from_entries", [pairs], map, (t, r) => Natives.Native.Of<ListValue, MapValue?>(t, r, list => list.Contains(null) ? null : MapOf(list.Cast<StructValue>().Select(entry => (entry[0].Value, entry[1].Value)))), [entries]);
    }

    private static string MakeMap(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        var map = (DataType.Map)call.Type;
        string[] cast = [.. a.Select((one, i) => sql.Cast(one, call.Arguments[i].Type, i % 2 == 0 ? map.Key : map.Value, CastMode.Ansi))];
        if (a.Length == 0) return $"CAST(map([], []) AS {SqlType(map)})";
        return sql.Native("map", [.. cast.Select((_, i) => i % 2 == 0 ? map.Key : map.Value)], map, (t, r) => Natives.Native.OfAll(t, r, values => MapOf(Enumerable.Range(0, values.Length / 2).Select(i => (values[i * 2], values[i * 2 + 1])))), cast, takesNulls: true);
    }

    private static MapValue MapOf(IEnumerable<(object? Key, object? Value)> entries)
    {
        var seen = new HashSet<object>();
        var pairs = new List<KeyValuePair<object, object?>>();
        foreach ((object? key, object? value) in entries)
        {
            if (key is null) throw new SparkException("NULL_MAP_KEY", "A map's key cannot be null.");
            if (!seen.Add(Key(key))) throw new SparkException("DUPLICATED_MAP_KEY", $"The map has the key {key} twice.");
            pairs.Add(KeyValuePair.Create(key, value));
        }
        return new MapValue(pairs);
    }
}
