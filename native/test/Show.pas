{
  Prints all that an answer has, for test/native/languages.ts:

    Show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]
}
program Show;

{$MODE DELPHI}

uses
  cthreads, cwstring, SysUtils, Classes, Airlatch, AirlatchKit;

type
  TChecks = class(TThread)
  public
    Same: Integer;
    procedure Execute; override;
  end;

var
  Question: TAirlatchQuestion;
  License: TBytes;
  IsGiven: Boolean;
  Kit: IAirlatchKit;
  First: UTF8String;

function OrNone(const Text: UTF8String): UTF8String;
begin
  Result := Text;
  if Text = '' then
    Result := 'none';
end;

function Hex(Data: PByte; Size: Integer): UTF8String;
var
  I: Integer;
begin
  Result := '';
  for I := 0 to Size - 1 do
    Result := Result + LowerCase(IntToHex(Data[I], 2));
  Result := OrNone(Result);
end;

function Joined(const Names: TAirlatchTexts): UTF8String;
var
  Name: UTF8String;
begin
  Result := '';
  for Name in Names do
    Result := Result + Name + ' ';
  SetLength(Result, Length(Result) - Ord(Result <> ''));
end;

function FeatureOf(const Answer: IAirlatchAnswer; const Name: UTF8String): UTF8String;
begin
  case Answer.Feature(Name) of
    afFlag: Result := 'flag';
    afInteger: Result := 'integer ' + IntToStr(Answer.Number(Name, -1));
    afText: Result := 'text ' + Answer.Text(Name);
  else
    Result := 'none';
  end;
end;

function LinesOf(const Answer: IAirlatchAnswer): UTF8String;
const
  YES_OR_NO: array[Boolean] of UTF8String = ('no', 'yes');

  procedure Line(const Name, Value: UTF8String);
  begin
    Result := Result + Name + ': ' + Value + #10;
  end;

  procedure TimeLine(const Name: UTF8String; IsThere: Boolean; Time: TDateTime);
  begin
    if IsThere then
      Line(Name, FormatDateTime('yyyy-mm-dd"T"hh:nn:ss"Z"', Time))
    else
      Line(Name, 'none');
  end;

var
  Time: TDateTime;
  IsThere: Boolean;
  Name, DaysText, UserData: UTF8String;
begin
  Result := '';
  DaysText := 'none';
  if Answer.DaysLeft <> AIRLATCH_NEVER then
    DaysText := IntToStr(Answer.DaysLeft);
  UserData := Answer.UserData;
  Line('valid', YES_OR_NO[Answer.Valid]);
  Line('reasons', Joined(Answer.Reasons));
  Line('warnings', Joined(Answer.Warnings));
  IsThere := Answer.EndsAt(Time);
  TimeLine('ends at', IsThere, Time);
  IsThere := Answer.RunsUntil(Time);
  TimeLine('runs until', IsThere, Time);
  Line('days left', DaysText);
  Line('features', Joined(Answer.Features));
  for Name in Answer.Features do
    Line('feature ' + Name, FeatureOf(Answer, Name));
  Line('number of edition or -1', IntToStr(Answer.Number('edition', -1)));
  Line('number of projects or -1', IntToStr(Answer.Number('projects', -1)));
  Line('text of projects', OrNone(Answer.Text('projects')));
  Line('type of nothing', FeatureOf(Answer, 'nothing'));
  Line('type of export with a zero after it', FeatureOf(Answer, 'export'#0'x'));
  Line('product', OrNone(Answer.ProductName));
  Line('contact', OrNone(Answer.Contact));
  Line('computer', OrNone(Answer.ComputerID));
  Line('source', OrNone(Answer.Source));
  Line('key', OrNone(Answer.KeyID));
  Line('activation', OrNone(Answer.ActivationID));
  Line('licensee', OrNone(Answer.Licensee));
  Line('version', OrNone(Answer.LicensedVersion));
  Line('user data', Hex(PByte(UserData), Length(UserData)));
  Line('license', Hex(PByte(Answer.License), Length(Answer.License)));
end;

function Ask: IAirlatchAnswer;
begin
  if IsGiven then
    Result := Kit.CheckLicense(License, Question)
  else
    Result := Kit.Check(Question);
end;

procedure TChecks.Execute;
var
  I: Integer;
begin
  for I := 1 to 125 do
    Inc(Same, Ord(LinesOf(Ask) = First));
end;

function SameInThreads: Integer;
var
  Threads: array[1..8] of TChecks;
  I: Integer;
begin
  for I := 1 to 8 do
    Threads[I] := TChecks.Create(False);
  Result := 0;
  for I := 1 to 8 do
  begin
    Threads[I].WaitFor;
    Inc(Result, Threads[I].Same);
    Threads[I].Free;
  end;
end;

function ChangedKit: UTF8String;
var
  Changed: array[0..SizeOf(AIRLATCH_KIT) - 1] of Byte;
begin
  Move(AIRLATCH_KIT, Changed, SizeOf(Changed));
  Changed[High(Changed)] := Changed[High(Changed)] xor 1;
  Result := 'opened';
  try
    OpenAirlatchKit(@Changed, SizeOf(Changed));
  except
    on Refused: EAirlatch do
      Result := Refused.Code;
  end;
end;

function Tried(const Asked: TAirlatchQuestion): UTF8String;
begin
  Result := 'taken';
  try
    Kit.Check(Asked);
  except
    on EArgumentException do
      Result := 'refused';
  end;
end;

function ZeroInTheVersion: UTF8String;
var
  Asked: TAirlatchQuestion;
begin
  Asked := Default(TAirlatchQuestion);
  Asked.Version := '2.3.1'#0'x';
  Result := Tried(Asked);
end;

function FeatureWithoutAName: UTF8String;
var
  Asked: TAirlatchQuestion;
begin
  Asked := Default(TAirlatchQuestion);
  SetLength(Asked.Features, 2);
  Asked.Features[1] := 'nothing';
  Result := Tried(Asked);
end;

procedure ReadArguments;
var
  I: Integer;
  Name, Value: UTF8String;
  Feature: string;
  Stream: TFileStream;
begin
  IsGiven := ParamStr(1) <> '-';
  if IsGiven then
  begin
    Stream := TFileStream.Create(ParamStr(1), fmOpenRead or fmShareDenyWrite);
    SetLength(License, Stream.Size);
    if Length(License) > 0 then
      Stream.ReadBuffer(License[0], Length(License));
    Stream.Free;
  end;
  for I := 2 to ParamCount do
  begin
    Name := Copy(ParamStr(I), 1, Pos('=', ParamStr(I)) - 1);
    Value := Copy(ParamStr(I), Pos('=', ParamStr(I)) + 1, MaxInt);
    if Name = 'home' then Question.Home := Value;
    if Name = 'workload' then Question.Workload := Value;
    if Name = 'version' then Question.Version := Value;
    if Name = 'released' then Question.Released := Value;
    if Name = 'search' then Question.SearchMilliseconds := StrToInt(Value);
    if Name = 'features' then
      for Feature in string(Value).Split([',']) do
      begin
        SetLength(Question.Features, Length(Question.Features) + 1);
        Question.Features[High(Question.Features)] := Feature;
      end;
  end;
end;

var
  Answer: IAirlatchAnswer;
begin
  SetTextCodePage(Output, CP_UTF8);
  ReadArguments;
  Kit := OpenAirlatchKit(@AIRLATCH_KIT, SizeOf(AIRLATCH_KIT));
  Answer := Ask;
  First := LinesOf(Answer);
  WriteLn('changed kit: ', ChangedKit);
  WriteLn('zero in the version: ', ZeroInTheVersion);
  WriteLn('feature without a name: ', FeatureWithoutAName);
  WriteLn('same in 8 threads: ', SameInThreads);
  Kit := nil;
  WriteLn('after closing: closed');
  Write(LinesOf(Answer));
end.
