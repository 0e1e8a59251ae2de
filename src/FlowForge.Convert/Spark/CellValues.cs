using System.Diagnostics;
using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Convert.Spark;

/// <summary>Writes values that are already in the column's type.</summary>
internal static class CellValues
{
    public static void Write(ColumnWriter column, object? value, DataType type)
    {
        switch (value)
        {
            case null: column.Null(); break;
            case string text: column.Text(Encoding.UTF8.GetBytes(text)); break;
            case bool truth: column.Boolean(truth); break;
            case sbyte number: column.Integer(number); break;
            case short number: column.Integer(number); break;
            case int number: column.Integer(number); break;
            case long number: column.Integer(number); break;
            case float number: column.Double(number); break;
            case double number: column.Double(number); break;
            case Decimal38 number: column.Decimal(number.Unscaled, number.Scale); break;
            case Date date: column.Date(date.Days); break;
            case TimestampTz instant: column.TimestampTz(instant.Microseconds); break;
            case Timestamp local: column.Timestamp(local.Count); break;
            case byte[] bytes: column.Blob(bytes); break;
            case ListValue list: WriteList(column, list, ((DataType.List)type).Element); break;
            case StructValue fields: WriteStruct(column, fields, (DataType.Struct)type); break;
            case MapValue map: WriteMap(column, map, (DataType.Map)type); break;
            default: throw new UnreachableException();
        }
    }

    private static void WriteList(ColumnWriter column, ListValue list, DataType element)
    {
        column.BeginList();
        foreach (object? item in list) Write(column.Element, item, element);
        column.EndList();
    }

    private static void WriteStruct(ColumnWriter column, StructValue fields, DataType.Struct type)
    {
        for (int i = 0; i < fields.Count; i++) Write(column.Field(i), fields[i].Value, type.Fields[i].Type);
        column.EndStruct();
    }

    private static void WriteMap(ColumnWriter column, MapValue map, DataType.Map type)
    {
        column.BeginList();
        foreach ((object key, object? value) in map)
        {
            Write(column.Element.Field(0), key, type.Key);
            Write(column.Element.Field(1), value, type.Value);
            column.Element.EndStruct();
        }
        column.EndList();
    }
}
