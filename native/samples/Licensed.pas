{
  A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
  AirlatchKit.pas is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format pas`. docs/guides/native-pascal.md
  shows how to make it, and how to build this.

    Licensed [FILE]
}
program Licensed;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  {$IFDEF UNIX}cwstring,{$ENDIF}
  SysUtils,
  Classes,
  DateUtils,
  Airlatch,
  AirlatchKit;

function ContentOf(const Path: string): TBytes;
var
  Stream: TFileStream;
begin
  Result := nil;
  Stream := TFileStream.Create(Path, fmOpenRead or fmShareDenyWrite);
  try
    SetLength(Result, Stream.Size);
    if Length(Result) > 0 then
      Stream.ReadBuffer(Result[0], Length(Result));
  finally
    Stream.Free;
  end;
end;

function Check: IAirlatchAnswer;
var
  Kit: IAirlatchKit;
  Question: TAirlatchQuestion;
begin
  Kit := OpenAirlatchKit(@AIRLATCH_KIT, SizeOf(AIRLATCH_KIT));
  Question := Default(TAirlatchQuestion);
  Question.Version := '2.3.1';
  Question.Released := '2026-11-30';
  if ParamCount > 0 then
    Result := Kit.CheckLicense(ContentOf(ParamStr(1)), Question)
  else
    Result := Kit.Check(Question);
end;

function Run(const Answer: IAirlatchAnswer): Integer;
const
  YES_OR_NO: array[Boolean] of string = ('no', 'yes');
var
  Name: UTF8String;
  Ends: TDateTime;
begin
  if not Answer.Valid then
  begin
    for Name in Answer.Reasons do
      WriteLn(ErrOutput, 'Not licensed: ', Name);
    Exit(1);
  end;
  WriteLn('product: ', Answer.ProductName);
  if Answer.Licensee <> '' then
    WriteLn('licensed to: ', Answer.Licensee);
  if Answer.EndsAt(Ends) then // the first second after its end
    WriteLn('last day: ', FormatDateTime('yyyy-mm-dd', IncSecond(Ends, -1)));
  if Answer.DaysLeft <> AIRLATCH_NEVER then
    WriteLn('days left: ', Answer.DaysLeft);
  for Name in Answer.Warnings do
    WriteLn('warning: ', Name);
  WriteLn('export: ', YES_OR_NO[Answer.Has('export')]);
  Result := 0;
end;

begin
  {$IFDEF UNIX}
  SetTextCodePage(Output, CP_UTF8);
  {$ENDIF}
  try
    ExitCode := Run(Check);
  except
    on Error: Exception do
    begin
      WriteLn(ErrOutput, Error.Message);
      ExitCode := 2;
    end;
  end;
end.
